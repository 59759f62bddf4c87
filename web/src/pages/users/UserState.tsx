import type { User } from '../../api/types';
import { useNow } from '../../ui/useNow';
import { When } from '../../ui/When';
import css from './Users.module.css';

export function UserState({ user }: { user: User }) {
  return (
    <span className={css.state} data-status={user.status}>
      <Words user={user} />
    </span>
  );
}

function Words({ user: { status, invitation_expires_at: until } }: { user: User }) {
  const now = useNow(60_000);
  if (status === 'active') return <>Active</>;
  if (status === 'disabled') return <>Blocked</>;
  if (!until) return <>Invited</>;
  if (Date.parse(until) < now) return <>Invitation expired</>;
  return (
    <>
      Invited, link expires <When at={until} coming />
    </>
  );
}
