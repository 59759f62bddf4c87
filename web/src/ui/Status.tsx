import { IconBan, IconCircleCheckFilled, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import css from './Status.module.css';
import { When } from './When';

const looks: Record<string, { word: string; Icon: typeof IconBan }> = {
  online: { word: 'Online', Icon: IconCircleCheckFilled },
  offline: { word: 'Offline', Icon: IconCircleDashed },
  blocked: { word: 'Blocked', Icon: IconBan },
  waiting: { word: 'Waiting', Icon: IconHourglass },
  never_seen: { word: 'Not seen yet', Icon: IconCircleDashed },
};

/** Icon, word and time: never colour alone. */
export function Status({ status, lastSeen }: { status: string; lastSeen: string | null }) {
  const { word, Icon } = looks[status] ?? { word: status, Icon: IconCircleDashed };
  return (
    <span className={css.status} data-status={status}>
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
