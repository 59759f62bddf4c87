import { clock, minutesAndSeconds } from '../../ui/format';
import css from './Ring.module.css';
import type { Countdown } from './useCountdown';

const RADIUS = 21;
const LENGTH = 2 * Math.PI * RADIUS;

export function Ring({ countdown, expiresAt }: { countdown: Countdown; expiresAt: string }) {
  return (
    <div className={css.ring} data-ending={countdown.ending || countdown.ended}>
      <svg width={52} height={52} viewBox="0 0 52 52" aria-hidden="true">
        <circle cx={26} cy={26} r={RADIUS} className={css.track} />
        <circle
          cx={26}
          cy={26}
          r={RADIUS}
          className={css.rest}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - countdown.share)}
        />
      </svg>
      <div>
        <div role="timer" aria-label="Time left" className={css.time}>
          {countdown.ended ? 'Expired' : minutesAndSeconds(countdown.left)}
        </div>
        <div className={css.until}>
          {countdown.ended ? 'at' : 'until'} {clock(expiresAt)}
        </div>
      </div>
    </div>
  );
}
