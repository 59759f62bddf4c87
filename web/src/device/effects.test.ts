import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// Loaded beforehand: a fingerprint over plain http imports it in the middle of a step.
import '@noble/hashes/sha2.js';
import { begin, sendFragment } from './effects';
import type { Attempt, Event, Preview, State } from './machine';
import {
  json,
  OtherEnd,
  openBrowser,
  openPage,
  pass,
  problem,
  settle,
  stopClock,
  unreachable,
} from './testing';

const PREVIEW = '/api/pairing/preview';
const VERIFY = '/api/pairing/verify';
const SECOND = 1_000;
const FRAGMENT = '1.K7QX4M.Ab0_-Ab0_-Ab0_-Ab0_-xy';
const CLAIM = { kind: 'token', token: 'Ab0_-Ab0_-Ab0_-Ab0_-xy' } as const;
const SHOWN: Preview = {
  restaurant: 'Luigi’s',
  manager: 'Ann',
  expiresAt: '2026-11-28T10:15:00Z',
  needsApproval: false,
};
const ATTEMPT: Attempt = { presented: CLAIM, preview: SHOWN, name: 'Till', nonce: 'n-0123456789abcdefghijk' };
const CHECKING: State = { step: 'checking' };
const LOOKING: State = { step: 'previewing', presented: CLAIM };
const VERIFYING: State = { step: 'verifying', attempt: ATTEMPT };
const WAITING: State = { step: 'waiting', attempt: ATTEMPT, retryIn: 5 };
const IDENTITY = { name: 'Till', restaurant: 'Luigi’s', manager: 'Ann', bound: false };
const CREDENTIAL = { token: 'a'.repeat(64), deviceId: 'd-1', bound: false };

const previewed = (name: string | null) =>
  json({
    restaurant: { name: 'Luigi’s' },
    manager: { name: 'Ann' },
    expires_at: SHOWN.expiresAt,
    device_name: name,
    needs_approval: false,
  });
const pending = (seconds = 5) => json({ code: 'PENDING_APPROVAL', retry_in: seconds });
const paired = json({
  device_id: 'd-1',
  auth_token: CREDENTIAL.token,
  token_type: 'Bearer',
  device_name: 'Till 2',
});

let leaving: AbortController;
let browser: ReturnType<typeof openBrowser>;
let server: OtherEnd;
let page: ReturnType<typeof openPage>;

beforeEach(() => {
  stopClock();
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  browser = openBrowser();
  server = new OtherEnd();
  page = openPage();
  leaving = new AbortController();
});

afterEach(() => {
  leaving.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function enter(state: State): Promise<void> {
  begin(state, page, leaving.signal);
  await settle();
}

const types = () => page.events.map(({ type }: Event) => type);

describe('checking', () => {
  const asked: object[] = [];
  /** The right to act as this device: another tab has it, or it is free. */
  const locked = (lock: object | null) => {
    const request = async (_: string, how: object, held: (lock: object | null) => unknown) => {
      asked.push(how);
      return held(lock);
    };
    Object.assign(browser.navigator, { locks: { request } });
  };

  it('leaves the device to the tab that has it', async () => {
    locked(null);
    await enter(CHECKING);
    await pass(250);
    expect(page.events).toEqual([{ type: 'taken' }]);
  });

  it('takes it by force when somebody wants it here', async () => {
    locked({});
    asked.length = 0;
    await enter(CHECKING);
    await enter({ step: 'checking', force: true });
    expect(asked).toEqual([{ ifAvailable: true }, { steal: true }]);
  });

  it('goes home where it is paired, and says whether a link was opened', async () => {
    locked({});
    await page.vault.keep(CREDENTIAL, IDENTITY);
    await enter(CHECKING);
    page.takeOpened = () => FRAGMENT;
    await enter(CHECKING);
    expect(page.events).toEqual([
      { type: 'home', identity: IDENTITY, kept: true, newLink: false },
      { type: 'home', identity: IDENTITY, kept: true, newLink: true },
    ]);
  });

  it('goes home nameless where only the credential is left', async () => {
    locked({});
    page.store.lasting = false;
    await page.vault.keep(CREDENTIAL, IDENTITY);
    await page.store.remove('identity');
    await enter(CHECKING);
    const nobody = { name: 'This device', restaurant: '', manager: '', bound: false };
    expect(page.events).toEqual([{ type: 'home', identity: nobody, kept: false, newLink: false }]);
  });

  it('takes the link that was opened before a draft that was kept', async () => {
    locked({});
    await page.vault.saveDraft(VERIFYING);
    page.takeOpened = () => FRAGMENT;
    await enter(CHECKING);
    expect(page.events).toEqual([{ type: 'presented', presented: CLAIM }]);
  });

  it('goes on where a draft was kept, unless that step is no more', async () => {
    locked({});
    await enter(CHECKING);
    await page.vault.saveDraft(VERIFYING);
    await enter(CHECKING);
    await page.vault.saveDraft({ step: 'naming' } as unknown as State);
    await enter(CHECKING);
    expect(page.events).toEqual([
      { type: 'unpaired' },
      { type: 'resumed', state: VERIFYING },
      { type: 'unpaired' },
    ]);
  });

  it('is told when another tab takes over, also after the step', async () => {
    let lose: (reason: unknown) => void = () => {};
    const request = (_: string, __: object, held: (lock: object) => unknown) => {
      held({});
      return new Promise((_, reject) => (lose = reject));
    };
    Object.assign(browser.navigator, { locks: { request } });
    await enter(CHECKING);
    leaving.abort();
    lose(new DOMException('', 'AbortError'));
    await settle();
    expect(types()).toEqual(['unpaired', 'taken']);
  });

  it('that has no end is a fault', async () => {
    locked({});
    page.vault.credential = () => new Promise(() => {});
    await enter(CHECKING);
    await pass(30 * SECOND - 1);
    expect(page.faults).toEqual([]);
    await pass(1);
    expect(page.faults).toMatchObject([{ name: 'TimeoutError' }]);
  });
});

describe('a link', () => {
  it('that is none is said to be', () => {
    sendFragment('something else', page.send);
    expect(page.events).toEqual([{ type: 'misread', failure: { code: 'FOREIGN_QR' }, text: '' }]);
  });
});

describe('previewing', () => {
  it('shows whose code it is, under the name the manager gave or one of its own', async () => {
    server.say(PREVIEW, previewed('Bar'), previewed(null));
    await enter(LOOKING);
    await enter(LOOKING);
    expect(page.events).toEqual([
      { type: 'previewed', preview: SHOWN, name: 'Bar' },
      { type: 'previewed', preview: SHOWN, name: 'iPad-820x1180' },
    ]);
    expect(server.asked[0]).toMatchObject({ method: 'POST', path: PREVIEW, body: { token: CLAIM.token } });
  });

  it('is refused in the server’s words', async () => {
    server.say(PREVIEW, problem(410, 'CODE_EXPIRED'));
    await enter(LOOKING);
    expect(page.events).toMatchObject([{ type: 'refused', failure: { code: 'CODE_EXPIRED', status: 410 } }]);
  });

  it.each([
    ['before it asked', undefined],
    ['while it asked', settle],
  ])('says nothing and waits for nothing once it was left %s', async (_, until) => {
    let answer: (response: Response) => void = () => {};
    server.say(PREVIEW, () => new Promise((resolve) => (answer = resolve)));
    begin(LOOKING, page, leaving.signal);
    if (until) await until();
    leaving.abort();
    await settle();
    answer(previewed('Bar')() as Response);
    await settle();
    expect(page.events).toEqual([]);
    expect(server.asked[0]?.signal.aborted).toBe(true);
  });

  it('takes a fault of its own for no refusal', async () => {
    vi.stubGlobal('screen', undefined);
    server.say(PREVIEW, previewed(null));
    await enter(LOOKING);
    expect(page.events).toEqual([]);
    expect(page.faults).toMatchObject([{ name: 'TypeError' }]);
  });

  it('has an end, and its end is nobody’s business once it was left', async () => {
    server.say(PREVIEW, () => new Promise(() => {}));
    const left = new AbortController();
    begin(LOOKING, page, left.signal);
    left.abort();
    await enter(LOOKING);
    await pass(60 * SECOND);
    expect(page.faults).toMatchObject([{ name: 'TimeoutError' }]);
  });
});

describe('verifying', () => {
  it('asks nobody before a reload would find the nonce', async () => {
    let saved: () => void = () => {};
    page.saved = () => new Promise((resolve) => (saved = resolve));
    server.say(VERIFY, paired);
    await enter(VERIFYING);
    expect(server.asked).toEqual([]);
    saved();
    await settle();
    expect(server.asked[0]?.body).toMatchObject({ clientNonce: ATTEMPT.nonce });
  });

  it('keeps the pairing before it says so', async () => {
    server.say(VERIFY, paired);
    let kept: unknown;
    page.send = (event) => {
      kept = page.store.values.has('credential');
      page.events.push(event);
    };
    await enter(VERIFYING);
    const identity = { ...IDENTITY, name: 'Till 2', pairedAt: new Date().toISOString() };
    expect(page.events).toEqual([{ type: 'paired', identity, kept: true }]);
    expect(kept).toBe(true);
    expect(await page.vault.credential()).toEqual(CREDENTIAL);
  });

  it('pairs in a browser that cannot be asked to keep the storage', async () => {
    Object.assign(browser.navigator, { storage: {} });
    server.say(VERIFY, paired);
    await enter(VERIFYING);
    expect([types(), page.faults]).toEqual([['paired'], []]);
  });

  it.each([true, false])('asks the browser to keep the storage, whatever it says: %s', async (says) => {
    const persist = vi.fn(() => (says ? Promise.resolve(true) : Promise.reject(new Error('no'))));
    Object.assign(browser.navigator, { storage: { persist } });
    server.say(VERIFY, paired);
    await enter(VERIFYING);
    expect(persist).toHaveBeenCalledOnce();
    expect(types()).toEqual(['paired']);
  });

  it('waits where a manager has to agree', async () => {
    server.say(VERIFY, pending());
    await enter(VERIFYING);
    expect(page.events).toEqual([{ type: 'pending', retryIn: 5 }]);
  });

  it('is refused in the server’s words', async () => {
    server.say(VERIFY, problem(409, 'CODE_USED'));
    await enter(VERIFYING);
    expect(page.events).toMatchObject([{ type: 'refused', failure: { code: 'CODE_USED' } }]);
  });

  it('that was left keeps nothing, though it be answered', async () => {
    let answer: (response: Response) => void = () => {};
    server.say(VERIFY, () => new Promise((resolve) => (answer = resolve)));
    await enter(VERIFYING);
    leaving.abort();
    answer(paired() as Response);
    await settle();
    expect([...page.store.values.keys()]).toEqual([]);
    expect(page.events).toEqual([]);
  });

  it('has an end', async () => {
    page.saved = () => new Promise(() => {});
    await enter(VERIFYING);
    await pass(60 * SECOND);
    expect(page.faults).toMatchObject([{ name: 'TimeoutError' }]);
  });
});

describe('waiting for a manager', () => {
  it('asks again when the server wants, until it is decided', async () => {
    server.say(VERIFY, pending(7), paired);
    await enter(WAITING);
    await pass(5 * SECOND - 1);
    expect(server.asked.length).toBe(0);
    await pass(1);
    expect(server.asked.length).toBe(1);
    await pass(7 * SECOND - 1);
    expect(server.asked.length).toBe(1);
    await pass(1);
    expect(types()).toEqual(['paired']);
    await pass(60 * SECOND);
    expect(server.asked.length).toBe(2);
  });

  it('asks at once when the network is back', async () => {
    server.say(VERIFY, pending());
    await enter(WAITING);
    browser.window.dispatchEvent(new Event('online'));
    await settle();
    expect(server.asked.length).toBe(1);
  });

  it.each([
    ['a network that is gone', unreachable, 5],
    ['a server that is busy, as long as it says', problem(503, 'UNAVAILABLE', { 'Retry-After': '9' }), 9],
  ])('outlasts %s', async (_, trouble, wait) => {
    server.say(VERIFY, trouble, paired);
    await enter(WAITING);
    await pass(5 * SECOND);
    await pass(wait * SECOND - 1);
    expect(page.events).toEqual([]);
    await pass(1);
    expect(types()).toEqual(['paired']);
  });

  it('ends when the manager says no', async () => {
    server.say(VERIFY, problem(410, 'CODE_CANCELLED'));
    await enter(WAITING);
    await pass(5 * SECOND);
    expect(page.events).toMatchObject([{ type: 'refused', failure: { code: 'CODE_CANCELLED' } }]);
    await pass(60 * SECOND);
    expect(server.asked.length).toBe(1);
  });

  it('asks no more once it was left', async () => {
    server.say(VERIFY, pending());
    await enter(WAITING);
    leaving.abort();
    await pass(60 * SECOND);
    expect(server.asked).toEqual([]);
  });
});

it('a device at home sends heartbeats', async () => {
  await enter({ step: 'home', identity: IDENTITY, contact: 'checking', kept: true });
  expect(page.events).toEqual([{ type: 'removed', by: 'cleared' }]);
});

it('a step that only waits for people does nothing by itself', async () => {
  await enter({ step: 'scan' });
  expect([page.events, page.faults, server.asked]).toEqual([[], [], []]);
});
