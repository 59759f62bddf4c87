/**
 * What time it is by the server's clock. This computer's own may be hours off, and what the pages say of "ago" and "left"
 * is about moments that the server noted.
 */
let ahead = 0;
const listeners = new Set<() => void>();

/** An answer tells the time in whole seconds and was under way for a while: less than this is no difference. */
const NOTICED_MS = 2_000;
const HALF_A_SECOND_MS = 500;

/** A moment that this computer noted. */
export const byServer = (moment: number) => moment + ahead;
export const serverNow = () => byServer(Date.now());

export function onServerTime(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every answer tells it (RFC 9110, 6.6.1). */
export function learnServerTime({ headers }: Response): void {
  const told = Date.parse(headers.get('Date') ?? '');
  if (Number.isNaN(told) || Math.abs(told - serverNow()) < NOTICED_MS) return;
  ahead = told + HALF_A_SECOND_MS - Date.now();
  for (const listener of listeners) listener();
}
