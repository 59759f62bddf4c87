import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireTab } from './tabs';
import './tabMessages'; // so that it is there at once when a tab asks for it
import { openBrowser, pass, settle, stopClock } from './testing';

const QUESTION = 250;
const NAME = 'handfast-device';

interface Tab {
  mine?: boolean;
  lost: number;
}

/** A tab of this browser that asks for the right to act as the device. */
function open(force = false): Tab {
  const tab: Tab = { lost: 0 };
  void acquireTab(force, () => tab.lost++).then((mine) => {
    tab.mine = mine;
  });
  return tab;
}

let browser: ReturnType<typeof openBrowser>;
const channels: BroadcastChannel[] = [];

beforeEach(() => {
  stopClock();
  browser = openBrowser();
  class Channel extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.push(this);
    }
  }
  vi.stubGlobal('BroadcastChannel', Channel);
});

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The Web Locks API as far as one lock needs it (W3C Web Locks, 3.4 and 4.1): free, held, or stolen from its holder. */
class Locks {
  holder?: { steal: (reason: unknown) => void };
  readonly asked: object[] = [];

  async request(
    name: string,
    options: { steal?: true; ifAvailable?: true },
    held: (lock: object | null) => unknown,
  ) {
    expect(name).toBe(NAME);
    this.asked.push(options);
    if (this.holder && !options.steal) return held(null);
    this.holder?.steal(new DOMException('', 'AbortError'));
    const stolen = new Promise((_, reject) => {
      this.holder = { steal: reject };
    });
    stolen.catch(() => {});
    return Promise.race([held({}), stolen]);
  }
}

describe('with locks', () => {
  let locks: Locks;

  beforeEach(() => {
    locks = new Locks();
    Object.assign(browser.navigator, { locks });
  });

  it('the first tab has the right, and keeps it', async () => {
    const first = open();
    await settle();
    const second = open();
    await settle();
    await pass(QUESTION);
    expect([first, second]).toEqual([
      { mine: true, lost: 0 },
      { mine: false, lost: 0 },
    ]);
  });

  it('a tab asks twice: the page before a reload may not have let go yet', async () => {
    open();
    await settle();
    const second = open();
    await settle();
    await pass(QUESTION - 1);
    expect(second.mine).toBeUndefined();
    locks.holder = undefined;
    await pass(1);
    expect(second.mine).toBe(true);
    expect(locks.asked).toEqual(Array(3).fill({ ifAvailable: true }));
  });

  it('who takes it by force has it at once, and the other is told', async () => {
    const first = open();
    await settle();
    const second = open(true);
    await settle();
    expect([first, second]).toEqual([
      { mine: true, lost: 1 },
      { mine: true, lost: 0 },
    ]);
    expect(locks.asked.at(-1)).toEqual({ steal: true });
  });
});

it('a lock that ends for another reason than theft is not lost', async () => {
  const request = async (_: string, __: object, held: (lock: object) => unknown) => {
    void held({});
    throw new DOMException('', 'InvalidStateError');
  };
  Object.assign(browser.navigator, { locks: { request } });
  const tab = open();
  await settle();
  expect(tab).toEqual({ mine: true, lost: 0 });
});

describe.each([
  ['that refuse', () => Promise.reject(new DOMException('', 'SecurityError'))],
  ['that are stolen before they are held', () => Promise.reject(new DOMException('', 'AbortError'))],
  ['that never answer', () => new Promise(() => {})],
])('with locks %s', (_, request) => {
  it('the tabs talk to each other instead', async () => {
    Object.assign(browser.navigator, { locks: { request } });
    const tab = open();
    await settle();
    await pass(2_000);
    await pass(QUESTION);
    expect(tab).toEqual({ mine: true, lost: 0 });
  });
});

/** Words reach the others a moment later; whoever has closed its channel says nothing more. */
function byChannel(): void {
  const Channel = BroadcastChannel;
  class Together extends Channel {
    private isOver = false;
    override postMessage(word: unknown) {
      setImmediate(() => this.isOver || super.postMessage(word));
    }
    override close() {
      this.isOver = true;
      super.close();
    }
  }
  vi.stubGlobal('BroadcastChannel', Together);
}

/** A write to the storage is told to every page but the one that wrote: the one that had this number first. */
function byStorage(): void {
  const pages: EventTarget[] = [];
  const pageOf = new Map<number, EventTarget>();
  let writer: EventTarget | undefined;
  const tell = (key: string, newValue: string | null) => {
    const by = writer;
    setImmediate(() => {
      for (const page of pages.filter((one) => one !== by)) {
        page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
      }
    });
  };
  vi.stubGlobal('BroadcastChannel', undefined);
  // Each tab listens at the window of its own page.
  vi.stubGlobal('window', {
    addEventListener(name: string, listen: () => void) {
      pages.push(new EventTarget());
      pages.at(-1)?.addEventListener(name, listen);
    },
    removeEventListener(name: string, listen: () => void) {
      for (const page of pages) page.removeEventListener(name, listen);
    },
  });
  vi.stubGlobal('localStorage', {
    setItem(key: string, value: string) {
      const { from } = JSON.parse(value) as { from: number };
      writer = pageOf.get(from) ?? pages.at(-1);
      pageOf.set(from, writer as EventTarget);
      tell(key, value);
    },
    removeItem: (key: string) => tell(key, null),
  });
  // Somebody else's value is none of ours.
  setImmediate(() => tell('theme', 'dark'));
}

describe.each([
  ['a channel', byChannel],
  ['the storage', byStorage],
])('without locks, by %s', (_, prepare) => {
  beforeEach(prepare);

  it('who hears nobody has the right after a moment', async () => {
    const tab = open();
    await settle();
    await pass(QUESTION - 1);
    expect(tab.mine).toBeUndefined();
    await pass(1);
    expect(tab).toEqual({ mine: true, lost: 0 });
  });

  it('the tab that has the right keeps it', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    const second = open();
    await settle();
    expect([first, second]).toEqual([
      { mine: true, lost: 0 },
      { mine: false, lost: 0 },
    ]);
    await pass(QUESTION);
    expect([first, second]).toEqual([
      { mine: true, lost: 0 },
      { mine: false, lost: 0 },
    ]);
  });

  it.each([
    [0.2, 0.1, true],
    [0.1, 0.2, false],
  ])(
    'of two that ask at the same moment the higher number goes first: %d, %d',
    async (one, other, isFirst) => {
      vi.spyOn(Math, 'random').mockReturnValueOnce(one).mockReturnValueOnce(other);
      const [first, second] = [open(), open()];
      await settle();
      await pass(QUESTION);
      await settle();
      expect([first.mine, second.mine]).toEqual([isFirst, !isFirst]);
      expect([first.lost, second.lost]).toEqual([0, 0]);
    },
  );

  it('who takes it by force has it, and the other is told at once', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    const second = open(true);
    await settle();
    expect(first).toEqual({ mine: true, lost: 1 });
    await pass(QUESTION);
    expect([first, second]).toEqual([
      { mine: true, lost: 1 },
      { mine: true, lost: 0 },
    ]);
  });

  it('who has lost it hears no more of it', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    const second = open(true);
    await settle();
    await pass(QUESTION);
    const third = open(true);
    await settle();
    await pass(QUESTION);
    expect([first.lost, second.lost, third.lost, third.mine]).toEqual([1, 1, 0, true]);
  });
});

describe('without locks', () => {
  let heard: unknown[];
  let others: BroadcastChannel;

  beforeEach(() => {
    heard = [];
    others = new BroadcastChannel(NAME);
    others.onmessage = ({ data }) => heard.push(data);
  });

  it.each([
    [false, ['anyone?', 'mine']],
    [true, ['mine', 'mine']],
  ])('a tab says what it wants, and what it has (by force: %s)', async (force, words) => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0.5);
    open(force);
    await settle();
    expect(heard).toEqual([{ say: words[0], from: 0.5 }]);
    await pass(QUESTION);
    expect(heard).toEqual(words.map((say) => ({ say, from: 0.5 })));
  });

  it('a tab answers questions and nothing else', async () => {
    open();
    await settle();
    await pass(QUESTION);
    heard = [];
    for (const say of ['here', 'anyone?']) others.postMessage({ say, from: 0 });
    await settle();
    expect(heard).toMatchObject([{ say: 'here' }]);
  });

  it('a tab whose storage is switched off has nothing to disturb', async () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    const refuse = () => {
      throw new DOMException('', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { setItem: refuse, removeItem: refuse });
    const tab = open();
    await settle();
    await pass(QUESTION);
    expect(tab).toEqual({ mine: true, lost: 0 });
  });
});
