/**
 * The time by the server's clock. The clock of this computer may be hours off, and "2 minutes ago" is counted from moments of the
 * server.
 */
let ahead = 0;
const listeners = new Set<() => void>();

/** The `Date` header has whole seconds, and the answer was under way for a while: a smaller difference is ignored. */
const NOTICED_MS = 2_000;
const HALF_A_SECOND_MS = 500;

/** A moment of this computer's clock, in the server's time. */
export const byServer = (moment: number) => moment + ahead;
export const serverNow = () => byServer(Date.now());

export function onServerTime(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** From the `Date` header of an answer (RFC 9110, section 6.6.1). */
export function learnServerTime({ headers }: Response): void {
  const told = Date.parse(headers.get('Date') ?? '');
  if (Number.isNaN(told) || Math.abs(told - serverNow()) < NOTICED_MS) return;
  ahead = told + HALF_A_SECOND_MS - Date.now();
  for (const listener of listeners) listener();
}
