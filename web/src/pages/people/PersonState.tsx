import type { Person } from '../../api/types';
import { useNow } from '../../ui/useNow';
import { When } from '../../ui/When';
import css from './People.module.css';

export function PersonState({ person }: { person: Person }) {
  return (
    <span className={css.state} data-status={person.status}>
      <Words person={person} />
    </span>
  );
}

function Words({ person: { status, invitation_expires_at: until } }: { person: Person }) {
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
