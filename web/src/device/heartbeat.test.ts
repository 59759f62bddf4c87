import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendHeartbeats } from './heartbeat';
import {
  json,
  OpenStore,
  OtherEnd,
  openBrowser,
  openPage,
  pass,
  problem,
  settle,
  stopClock,
  unreachable,
} from './testing';

const CRYPTO = globalThis.crypto;
const ME = '/api/devices/me';
const HEARTBEAT = '/api/devices/me/heartbeat';
const TOKEN = '/api/devices/me/token';
const SECOND = 1_000;
const IDENTITY = { name: 'Till', restaurant: 'Luigi’s', manager: 'Ann', bound: false };
const NEW_TOKEN = 'b'.repeat(64);
const about = (name: string) =>
  json({
    device: { id: 'd-1', name, paired_at: '2026-11-28T10:00:00Z' },
    restaurant: { name: 'Luigi’s' },
    manager: { name: 'Ann' },
    app_url: null,
  });
const heartbeat = (refresh = false, nextIn = 30) => json({ next_in: nextIn, refresh });
const renewed = json({ auth_token: NEW_TOKEN, token_type: 'Bearer' });

let leaving: AbortController;
let browser: ReturnType<typeof openBrowser>;
let server: OtherEnd;

beforeEach(() => {
  stopClock();
  // Over plain http a device is a bearer: then nothing here waits for anything but the timers.
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  browser = openBrowser();
  server = new OtherEnd();
  server.say(ME, about('Till'));
  server.say(HEARTBEAT, heartbeat());
  server.say(TOKEN, renewed);
  leaving = new AbortController();
});

afterEach(() => {
  leaving.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function paired(store = new OpenStore()) {
  const page = openPage(store);
  await page.vault.keep({ token: 'a'.repeat(64), deviceId: 'd-1', bound: false }, IDENTITY);
  return page;
}

async function atHome(page: Awaited<ReturnType<typeof paired>>, signal = leaving.signal): Promise<void> {
  void sendHeartbeats(page, signal);
  await settle();
}

const sent = () => server.askedFor(HEARTBEAT).length;
const noncesAsked = () =>
  server.askedFor(TOKEN).map(({ body }) => (body as { clientNonce: string }).clientNonce);

describe('a device at home', () => {
  it('says that it is here, and shows as who it is known', async () => {
    server.say(ME, about('Bar'));
    const page = await paired();
    await atHome(page);
    expect(server.askedFor(HEARTBEAT)[0]).toMatchObject({
      method: 'POST',
      headers: { Authorization: `Bearer ${'a'.repeat(64)}` },
    });
    const identity = { ...IDENTITY, name: 'Bar', pairedAt: '2026-11-28T10:00:00Z', appUrl: undefined };
    expect(page.events).toEqual([
      { type: 'contact', contact: 'online', at: Date.now(), identity, kept: true },
    ]);
    expect(await page.vault.identity()).toEqual(identity);
  });

  it('comes again when the server wants, and no sooner', async () => {
    await atHome(await paired());
    await pass(30 * SECOND - 1);
    expect(sent()).toBe(1);
    await pass(1);
    expect(sent()).toBe(2);
  });

  it('does not come more often than every five seconds', async () => {
    server.say(HEARTBEAT, heartbeat(false, 0));
    await atHome(await paired());
    await pass(5 * SECOND - 1);
    expect(sent()).toBe(1);
    await pass(1);
    expect(sent()).toBe(2);
  });

  it.each([
    ['the network is back', 'window', 'online'],
    ['the network goes', 'window', 'offline'],
    ['somebody looks', 'document', 'visibilitychange'],
  ] as const)('comes at once when %s', async (_, target, event) => {
    await atHome(await paired());
    browser[target].dispatchEvent(new Event(event));
    await settle();
    expect(sent()).toBe(2);
  });

  it('asks who it is at every tenth heartbeat', async () => {
    const page = await paired();
    await atHome(page);
    for (let number = 1; number <= 10; number++) {
      expect(server.askedFor(ME).length).toBe(1);
      await pass(30 * SECOND);
    }
    expect(server.askedFor(ME).length).toBe(2);
    expect(page.events.length).toBe(11);
  });

  it('asks who it is when it has forgotten', async () => {
    const page = await paired();
    await atHome(page);
    await page.store.remove('identity');
    await pass(30 * SECOND);
    expect(server.askedFor(ME).length).toBe(2);
  });

  it('writes nothing down when nothing changed', async () => {
    const page = await paired();
    await atHome(page);
    const rename = vi.spyOn(page.vault, 'rename');
    await pass(30 * SECOND);
    expect([sent(), rename.mock.calls]).toEqual([2, []]);
  });

  it('is shown as bound to its key where it is', async () => {
    vi.stubGlobal('crypto', CRYPTO);
    const page = openPage();
    await page.vault.key();
    await page.vault.keep({ token: 'a'.repeat(64), deviceId: 'd-1', bound: true }, IDENTITY);
    void sendHeartbeats(page, leaving.signal);
    await vi.waitFor(() => expect(page.events.length).toBe(1));
    expect(page.events).toMatchObject([{ type: 'contact', identity: { bound: true } }]);
  });

  it('stops when the page goes on, and stops asking too', async () => {
    const page = await paired();
    await atHome(page);
    leaving.abort();
    await pass(60 * SECOND);
    expect(sent()).toBe(1);
    server.say(HEARTBEAT, () => new Promise(() => {}));
    const other = new AbortController();
    await atHome(page, other.signal);
    other.abort();
    expect(server.asked.at(-1)?.signal.aborted).toBe(true);
  });
});

describe('a heartbeat that fails', () => {
  it('is told, and tried again after five seconds, then ten', async () => {
    server.say(HEARTBEAT, unreachable);
    const page = await paired();
    await atHome(page);
    expect(page.events).toEqual([{ type: 'contact', contact: 'down' }]);
    await pass(5 * SECOND - 1);
    expect(sent()).toBe(1);
    await pass(1);
    expect(sent()).toBe(2);
    await pass(10 * SECOND - 1);
    expect(sent()).toBe(2);
    await pass(1);
    expect(sent()).toBe(3);
  });

  it('asks who it is before the next, and counts anew after one that is heard', async () => {
    server.say(HEARTBEAT, unreachable, unreachable, heartbeat(), unreachable);
    await atHome(await paired());
    await pass(5 * SECOND);
    await pass(10 * SECOND);
    expect([server.askedFor(ME).length, sent()]).toEqual([3, 3]);
    await pass(30 * SECOND);
    expect([server.askedFor(ME).length, sent()]).toEqual([3, 4]);
    await pass(5 * SECOND);
    expect([server.askedFor(ME).length, sent()]).toEqual([4, 5]);
  });

  it('says that the network is missing where it is', async () => {
    browser.navigator.onLine = false;
    server.say(HEARTBEAT, unreachable);
    const page = await paired();
    await atHome(page);
    expect(page.events).toEqual([{ type: 'contact', contact: 'offline' }]);
  });

  it('ends the pairing when the server no longer knows it', async () => {
    server.say(HEARTBEAT, problem(401, 'INVALID_TOKEN'));
    const page = await paired();
    await atHome(page);
    expect(page.events).toEqual([{ type: 'removed', by: 'manager' }]);
    expect(await page.vault.credential()).toBeUndefined();
    await pass(60 * SECOND);
    expect(sent()).toBe(1);
  });

  it('tells a storage that was cleared from a manager who removed it', async () => {
    const page = await paired();
    await page.store.remove('credential');
    await atHome(page);
    expect(page.events).toEqual([{ type: 'removed', by: 'cleared' }]);
  });

  it('forgets what the server no longer knows though the page goes on, and says nothing there', async () => {
    let answer: (response: Response) => void = () => {};
    server.say(HEARTBEAT, () => new Promise((resolve) => (answer = resolve)));
    const page = await paired();
    await atHome(page);
    page.store.remove = async (...names) => {
      leaving.abort();
      for (const name of names) page.store.values.delete(name);
    };
    answer((await problem(401, 'INVALID_TOKEN')()) as Response);
    await settle();
    expect(await page.vault.credential()).toBeUndefined();
    expect(page.events).toEqual([]);
  });

  it('is nobody’s business once the page has gone on', async () => {
    server.say(HEARTBEAT, () => new Promise((_, reject) => leaving.signal.addEventListener('abort', reject)));
    const page = await paired();
    await atHome(page);
    leaving.abort();
    await settle();
    expect(page.events).toEqual([]);
  });

  it('is a fault of this page where the server has not said it', async () => {
    const page = await paired();
    page.vault.rename = () => Promise.reject(new RangeError('a bug'));
    await expect(sendHeartbeats(page, leaving.signal)).rejects.toThrow('a bug');
  });
});

describe('a token that is renewed', () => {
  it('takes the place of the old one at the next heartbeat', async () => {
    server.say(HEARTBEAT, heartbeat(true), heartbeat());
    const page = await paired();
    await atHome(page);
    expect(await page.vault.credential()).toEqual({ token: NEW_TOKEN, deviceId: 'd-1', bound: false });
    expect(await page.vault.identity()).toMatchObject({ name: 'Till' });
    await pass(30 * SECOND);
    expect(server.askedFor(HEARTBEAT)[1]?.headers.Authorization).toBe(`Bearer ${NEW_TOKEN}`);
  });

  it('is asked for when the server says so alone', async () => {
    await atHome(await paired());
    expect(server.askedFor(TOKEN)).toEqual([]);
  });

  it('is asked for with one nonce until it has come, also after a reload', async () => {
    server.say(HEARTBEAT, heartbeat(true));
    server.say(TOKEN, unreachable, unreachable, renewed);
    const store = new OpenStore();
    await atHome(await paired(store));
    await pass(5 * SECOND);
    leaving.abort();
    await settle();
    leaving = new AbortController();
    await atHome(openPage(store));
    const nonces = noncesAsked();
    expect(nonces.length).toBe(3);
    expect(new Set(nonces).size).toBe(1);
    expect(nonces[0]).toMatch(/^[\w-]{22}$/);
  });

  it('has another nonce each time', async () => {
    server.say(HEARTBEAT, heartbeat(true));
    await atHome(await paired());
    await pass(30 * SECOND);
    const nonces = noncesAsked();
    expect(new Set(nonces).size).toBe(2);
  });

  it('has its nonce kept before anybody is asked', async () => {
    server.say(HEARTBEAT, heartbeat(true));
    const page = await paired();
    let kept: unknown;
    server.say(TOKEN, () => {
      kept = page.store.values.get('renewal');
      return renewed();
    });
    await atHome(page);
    expect([kept]).toEqual(noncesAsked());
  });
});
