import { useNow } from '../../ui/useNow';

export interface Countdown {
  left: number;
  share: number;
  ended: boolean;
  ending: boolean;
}

const WARN_MS = 2 * 60_000;

/** Counted from the server's clock, so a wrong clock on this computer does not matter. */
export function useCountdown(createdAt: string, expiresAt: string): Countdown {
  const now = useNow(250);
  const end = Date.parse(expiresAt);
  const left = Math.max(0, end - now);
  const whole = Math.max(1, end - Date.parse(createdAt));
  return { left, share: Math.min(1, left / whole), ended: left === 0, ending: left > 0 && left <= WARN_MS };
}

const MARKS: [number, string][] = [
  [0, 'The code has expired.'],
  [30_000, '30 seconds left.'],
  [60_000, '1 minute left.'],
  [120_000, '2 minutes left.'],
  [300_000, '5 minutes left.'],
  [600_000, '10 minutes left.'],
];

/** For screen readers, which announce it: it changes at a few points, not every second. */
export function announcement(left: number): string {
  return MARKS.find(([mark]) => left <= mark)?.[1] ?? '';
}
