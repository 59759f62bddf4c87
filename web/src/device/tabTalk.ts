import { NAME, QUESTION_TIME } from './tabNames';

interface Word {
  say: 'anyone?' | 'here' | 'mine';
  from: number;
}

/** The tabs ask each other. Of two that ask at the same moment the one with the higher number goes first. */
export function claimByTalk(force: boolean, onLost: () => void): Promise<boolean> {
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
