import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claimTab } from './tabs';
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
  void claimTab(force, () => tab.lost++).then((mine) => {
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

describe.each([
  ['that refuse', () => Promise.reject(new DOMException('', 'SecurityError'))],
  ['that never answer', () => new Promise(() => {})],
])('with locks %s', (_, request) => {
  it('the tabs talk to each other instead', async () => {
    Object.assign(browser.navigator, { locks: { request } });
    const tab = open();
    await pass(2_000 - 1);
    await pass(1);
    expect(tab.mine).toBeUndefined();
    await pass(QUESTION);
    expect(tab.mine).toBe(true);
  });
});

/** Storage that tells every page but the one that wrote, as browsers do; `pages` are their windows. */
function sharedStorage(pages: EventTarget[]): void {
  vi.stubGlobal('BroadcastChannel', undefined);
  const tell = (key: string, newValue: string | null) => {
    for (const page of pages.filter((one) => one !== window)) {
      page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    }
  };
  vi.stubGlobal('localStorage', {
    setItem: (key: string, value: string) => tell(key, value),
    removeItem: (key: string) => tell(key, null),
  });
}

/** One after the other opens its page and asks; each talks from its own window. */
const CHANNELS = [
  ['by a channel', () => () => {}],
  [
    'by the storage',
    () => {
      const pages = [new EventTarget(), new EventTarget()];
      sharedStorage(pages);
      let next = 0;
      return () => void vi.stubGlobal('window', pages[next++]);
    },
  ],
] as const;

describe.each(CHANNELS)('without locks, %s', (_, prepare) => {
  let turnToNextPage: () => void;

  beforeEach(() => {
    turnToNextPage = prepare();
  });

  it('who hears nobody has the right after a moment', async () => {
    turnToNextPage();
    const tab = open();
    await settle();
    await pass(QUESTION - 1);
    expect(tab.mine).toBeUndefined();
    await pass(1);
    expect(tab).toEqual({ mine: true, lost: 0 });
  });
});

describe('without locks', () => {
  it('the tab that has the right keeps it', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    const second = open();
    await settle();
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
      const Channel = BroadcastChannel;
      // Both listen before either is heard.
      class Together extends Channel {
        override postMessage(word: unknown) {
          setImmediate(() => super.postMessage(word));
        }
      }
      vi.stubGlobal('BroadcastChannel', Together);
      vi.spyOn(Math, 'random').mockReturnValueOnce(one).mockReturnValueOnce(other);
      const [first, second] = [open(), open()];
      await settle();
      await pass(QUESTION);
      await settle();
      expect([first.mine, second.mine]).toEqual([isFirst, !isFirst]);
      expect([first.lost, second.lost]).toEqual([0, 0]);
    },
  );

  it('who takes it by force has it, and the other is told', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    const second = open(true);
    await settle();
    await pass(QUESTION);
    await settle();
    expect([first, second]).toEqual([
      { mine: true, lost: 1 },
      { mine: true, lost: 0 },
    ]);
  });

  it('who lost it says nothing any more', async () => {
    const first = open();
    await settle();
    await pass(QUESTION);
    open(true);
    await settle();
    await pass(QUESTION);
    await settle();
    const third = open(true);
    await settle();
    await pass(QUESTION);
    expect([first.lost, third.mine]).toEqual([1, true]);
  });
});
