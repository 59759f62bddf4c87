import { useLiveState } from '../realtime/useLive';
import css from './LiveBadge.module.css';

const words = {
  connecting: { word: 'Connecting', help: 'Connecting for live updates' },
  live: { word: 'Live', help: 'Changes appear by themselves' },
  reconnecting: {
    word: 'Reconnecting',
    help: 'Live updates are interrupted; the lists refresh every 15 seconds meanwhile',
  },
};

export function LiveBadge() {
  const state = useLiveState();
  const { word, help } = words[state];
  return (
    <span className={css.badge} data-state={state} title={help} role="status">
      <span className={css.dot} aria-hidden="true" />
      {word}
    </span>
  );
}
