import { within } from './deadline';
import { nameOf } from './store';
import { NAME, QUESTION_TIME } from './tabNames';

const PATIENCE = 2_000;

/**
 * One tab at a time may act as this device: two would renew its token against each other.
 * Resolves to false while another tab has the right; `force` takes it away from that one.
 */
export async function claimTab(force: boolean, onLost: () => void): Promise<boolean> {
  try {
    if (await claimLock(force, onLost)) return true;
    // After a reload the old page may not have let go yet.
    await new Promise((resolve) => setTimeout(resolve, QUESTION_TIME));
    return await claimLock(force, onLost);
  } catch {
    // No locks here: plain http, or a browser too old for them.
    return (await import('./tabTalk')).claimByTalk(force, onLost);
  }
}

function claimLock(force: boolean, onLost: () => void): Promise<boolean> {
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
  return within(PATIENCE, asked);
}
