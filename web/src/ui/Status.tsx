import { IconBan, IconCircleCheckFilled, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import css from './Status.module.css';
import { When } from './When';

export type StatusName = 'online' | 'offline' | 'blocked' | 'waiting';

const looks = {
  online: { word: 'Online', Icon: IconCircleCheckFilled },
  offline: { word: 'Offline', Icon: IconCircleDashed },
  blocked: { word: 'Blocked', Icon: IconBan },
  waiting: { word: 'Waiting', Icon: IconHourglass },
};

/** Icon, word and time: never colour alone. */
export function Status({ status, lastSeen }: { status: StatusName; lastSeen: string | null }) {
  const { word, Icon } = looks[status];
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

function StatusTime({ status, lastSeen }: { status: StatusName; lastSeen: string | null }) {
  if (status === 'waiting') return 'for approval';
  if (status === 'online') return 'now';
  if (!lastSeen) return 'never seen';
  return (
    <>
      seen <When at={lastSeen} />
    </>
  );
}
