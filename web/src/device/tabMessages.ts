import { NAME, QUESTION_TIME } from './tabNames';

interface Message {
  say: 'anyone?' | 'here' | 'mine';
  from: number;
}

/** Finds out by messages whether another tab is active. Of two tabs that ask at the same moment, the one with the higher number wins. */
export function acquireByMessages(force: boolean, onLost: () => void): Promise<boolean> {
  const me = Math.random();
  let mine = force;
  return new Promise((resolve) => {
    const channel = openChannel(({ say, from }) => {
      if (say === 'anyone?' && (mine || from < me)) channel.say({ say: 'here', from: me });
      if (say === 'mine' || (say === 'here' && !mine)) {
        channel.close();
        clearTimeout(timer);
        if (mine) onLost();
        resolve(false);
      }
    });
    const timer = setTimeout(() => {
      mine = true;
      channel.say({ say: 'mine', from: me });
      resolve(true);
    }, QUESTION_TIME);
    channel.say({ say: force ? 'mine' : 'anyone?', from: me });
  });
}

interface Channel {
  say(message: Message): void;
  close(): void;
}

function openChannel(receive: (message: Message) => void): Channel {
  if (typeof BroadcastChannel === 'undefined') return openStorageChannel(receive);
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => receive(data);
  return { say: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** For browsers without BroadcastChannel: a write to the local storage is an event in every other tab. */
function openStorageChannel(receive: (message: Message) => void): Channel {
  const listen = ({ key, newValue }: StorageEvent) => {
    if (key === NAME && newValue) receive(JSON.parse(newValue));
  };
  window.addEventListener('storage', listen);
  return {
    say(message) {
      try {
        localStorage.setItem(NAME, JSON.stringify(message));
        localStorage.removeItem(NAME);
      } catch {
        // Storage is switched off: then no tab keeps a pairing that another could disturb.
      }
    },
    close: () => window.removeEventListener('storage', listen),
  };
}
