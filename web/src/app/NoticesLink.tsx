import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { noticesQuery } from '../api/notices';
import { usePolling } from '../realtime/useLive';
import css from './NoticesLink.module.css';

/** Leads to the notices, and counts those that were not read. */
export function NoticesLink() {
  const { data } = useQuery({ ...noticesQuery, ...usePolling() });
  const unread = data?.unread;
  return (
    <Link to="/notices" className={css.link} aria-label={unread ? `Notices, ${unread} not read` : 'Notices'}>
      <IconBell size={20} />
      <span className={css.word}>Notices</span>
      {unread ? <span className={css.count}>{unread}</span> : null}
    </Link>
  );
}
