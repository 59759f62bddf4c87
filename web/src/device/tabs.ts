import { within } from './deadline';
import { nameOf } from './store';
import { NAME, QUESTION_TIME } from './tabNames';

const TIME_LIMIT = 2_000;

/**
 * One tab at a time is active as this device: two would both renew the token, and each renewal ends the other's.
 * Resolves to false while another tab is active; `force` takes over from it.
 */
export async function acquireTab(force: boolean, onLost: () => void): Promise<boolean> {
  try {
    if (await acquireLock(force, onLost)) return true;
    // After a reload the old page may not have let go yet.
    await new Promise((resolve) => setTimeout(resolve, QUESTION_TIME));
    return await acquireLock(force, onLost);
  } catch {
    // No locks here: plain http, or a browser too old for them.
    return (await import('./tabMessages')).acquireByMessages(force, onLost);
  }
}

function acquireLock(force: boolean, onLost: () => void): Promise<boolean> {
  let hold = false;
  const asked = new Promise<boolean>((resolve, reject) => {
    const held = (lock: Lock | null) => {
      hold = lock !== null;
      resolve(hold);
      return lock && new Promise<void>(() => {}); // held until this page goes or another one steals it
    };
    navigator.locks
      .request(NAME, force ? { steal: true } : { ifAvailable: true }, held)
      .catch((error) => (hold && nameOf(error) === 'AbortError' ? onLost() : reject(error)));
  });
  return within(TIME_LIMIT, asked);
}
