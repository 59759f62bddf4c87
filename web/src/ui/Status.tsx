import css from './Status.module.css';
import { lookOf } from './statuses';
import { When } from './When';

/** Icon, word and time: never colour alone. */
export function Status({ status, lastSeen }: { status: string; lastSeen: string | null }) {
  const { word, Icon, tone } = lookOf(status);
  return (
    <span className={css.status} data-status={status} data-tone={tone}>
      <Icon size={17} stroke={2} aria-hidden="true" className={css.icon} />
      <span className={css.word}>{word}</span>
      <span className={css.time}>
        <StatusTime status={status} lastSeen={lastSeen} />
      </span>
    </span>
  );
}

function StatusTime({ status, lastSeen }: { status: string; lastSeen: string | null }) {
  if (status === 'waiting') return <>for approval</>;
  if (status === 'online') return <>now</>;
  if (status === 'never_seen') return null;
  if (!lastSeen) return <>never seen</>;
  return (
    <>
      seen <When at={lastSeen} />
    </>
  );
}
