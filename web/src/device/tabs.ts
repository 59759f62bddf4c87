import { within } from './deadline';
import { nameOf } from './store';

const NAME = 'handfast-device';
const QUESTION_TIME = 250;
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
    return claimByTalk(force, onLost); // no locks here: plain http, or a browser too old for them
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

interface Word {
  say: 'anyone?' | 'here' | 'mine';
  from: number;
}

/** The tabs ask each other. Of two that ask at the same moment the one with the higher number goes first. */
function claimByTalk(force: boolean, onLost: () => void): Promise<boolean> {
  const me = Math.random();
  let mine = force;
  return new Promise((resolve) => {
    const line = openLine(({ say, from }) => {
      if (say === 'anyone?' && (mine || from < me)) line.say({ say: 'here', from: me });
      if (say === 'mine' || (say === 'here' && !mine)) {
        line.close();
        clearTimeout(timer);
        if (mine) onLost();
        resolve(false);
      }
    });
    const timer = setTimeout(() => {
      mine = true;
      line.say({ say: 'mine', from: me });
      resolve(true);
    }, QUESTION_TIME);
    line.say({ say: force ? 'mine' : 'anyone?', from: me });
  });
}

interface Line {
  say(word: Word): void;
  close(): void;
}

function openLine(hear: (word: Word) => void): Line {
  if (typeof BroadcastChannel === 'undefined') return openStorageLine(hear);
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => hear(data);
  return { say: (word) => channel.postMessage(word), close: () => channel.close() };
}

/** A write to the shared storage reaches every tab but the one that wrote. */
function openStorageLine(hear: (word: Word) => void): Line {
  const listen = ({ key, newValue }: StorageEvent) => {
    if (key === NAME && newValue) hear(JSON.parse(newValue));
  };
  window.addEventListener('storage', listen);
  return {
    say(word) {
      try {
        localStorage.setItem(NAME, JSON.stringify(word));
        localStorage.removeItem(NAME);
      } catch {
        // Storage is switched off: then no tab keeps a pairing that another could disturb.
      }
    },
    close: () => window.removeEventListener('storage', listen),
  };
}
