import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { markNoticesRead, noticesQuery } from '../../api/notices';
import type { Notice } from '../../api/types';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { usePolling } from '../../realtime/useLive';
import { withWholeIds } from '../../rustdesk/id';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Notices.module.css';

export function NoticesPage() {
  if (!useMay()('notice.read')) return <NotForYou who="owners and admins" />;
  return <Notices />;
}

function Notices() {
  const { data, error } = useQuery({ ...noticesQuery, ...usePolling() });
  const newest = Math.max(0, ...(data?.items.map(({ id }) => id) ?? []));
  const read = useSave({ send: () => markNoticesRead(newest), refresh: [noticesQuery.queryKey] });
  return (
    <Page
      title="Notices"
      lead="What owners and admins should know, of the last 30 days. Everything that happened is in the audit log."
      actions={
        data !== undefined &&
        data.unread > 0 && (
          <Button variant="default" onClick={() => read.run()} loading={read.isPending}>
            Mark all as read
          </Button>
        )
      }
    >
      {error && <Note tone="bad">{explain(error)}</Note>}
      {read.problem && <Note tone="bad">{read.problem}</Note>}
      {!data && !error && <Loading rows={4} />}
      {data?.items.length === 0 && <Empty title="Nothing to know at the moment" />}
      {data !== undefined && data.items.length > 0 && (
        <Panel>
          <ul className={css.list} aria-label="Notices">
            {data.items.map((notice) => (
              <NoticeRow key={notice.id} notice={notice} />
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}

function NoticeRow({ notice }: { notice: Notice }) {
  return (
    <li className={css.notice} data-unread={notice.unread || undefined}>
      <div className={css.text}>
        {notice.unread && <span className={css.mark}>New</span>}
        <span dir="auto">{withWholeIds(notice.sentence)}</span>
      </div>
      {notice.advice && <div className={css.sub}>{notice.advice}</div>}
      <div className={css.sub}>
        <When at={notice.at} />
        {' · '}
        <Link to="/audit" search={{ action: notice.action, entry: String(notice.id) }}>
          See what happened
        </Link>
      </div>
    </li>
  );
}
