import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenStore, openBrowser, settle, stopClock } from '../device/testing';
import { begin, type Context } from './effects';
import { openKeep } from './keep';
import { next, type State } from './machine';
import { OAuth } from './oauth';

const AUTHORIZE = '/oauth/device_authorization';
const TOKEN = '/oauth/token';
const ME = '/api/devices/me';
const BEAT = '/api/devices/me/heartbeat';
const MINUTE = 60_000;

type Said = () => Response | Promise<Response>;
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Said =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
const error = (name: string, more: object = {}) => json(400, { error: name, ...more });
const unreachable: Said = () => Promise.reject(new TypeError('Failed to fetch'));
const PENDING = error('authorization_pending');
const CODE = (n: number) =>
  json(200, {
    device_code: `secret-${n}`,
    user_code: `WDJB-MJH${n}`,
    verification_uri: 'https://join.example.com/activate',
    verification_uri_complete: `https://join.example.com/activate#WDJB-MJH${n}`,
    expires_in: 600,
    interval: 5,
  });
const TOKENS = (n: number) =>
  json(200, {
    access_token: `access-${n}`,
    refresh_token: `hfr_${n}`,
    token_type: 'Bearer',
    expires_in: 900,
  });
const DEVICE = json(200, {
  device: { name: 'Kitchen screen', paired_at: '2026-11-29T10:00:00Z' },
  restaurant: { name: 'Fireflow Kitchen' },
  manager: { name: 'Maya' },
});

/** The server: of what it says to a path, one answer after the other, and the last again and again. */
let says: Map<string, Said[]>;
let asked: { path: string; form: Record<string, string>; headers: Record<string, string> }[];
const sent = (path: string) => asked.filter((one) => one.path === path);

async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await settle();
}

const opened: (() => void)[] = [];

function page(store = new OpenStore()) {
  let state: State = { step: 'starting' };
  let leaving = new AbortController();
  const keep = openKeep(store);
  const context: Context = {
    keep: { ...keep, key: async () => undefined },
    oauth: new OAuth({ key: async () => undefined }),
    state: () => state,
    send(event) {
      const before = state;
      state = next(state, event);
      if (state.step !== before.step) enter();
    },
  };
  const enter = () => {
    leaving.abort();
    leaving = new AbortController();
    void begin(context, leaving.signal);
  };
  enter();
  opened.push(() => leaving.abort());
  return { store, keep, state: () => state, close: () => leaving.abort() };
}

beforeEach(() => {
  says = new Map();
  asked = [];
  stopClock();
  openBrowser();
  // Without keys nothing is sealed, which would take an unknown number of turns; `vault.test.ts` has that.
  vi.stubGlobal('crypto', {});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const form = init.body instanceof URLSearchParams ? Object.fromEntries(init.body) : {};
    asked.push({ path, form, headers: init.headers as Record<string, string> });
    const said = says.get(path) ?? [];
    return (said.length > 1 ? said.shift() : said[0])?.();
  });
  says.set(AUTHORIZE, [CODE(1), CODE(2), CODE(3)]).set(TOKEN, [PENDING]);
  says.set(ME, [DEVICE]).set(BEAT, [json(200, { next_in: 60, refresh: false })]);
});

afterEach(async () => {
  for (const close of opened.splice(0)) close();
  await settle();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a screen that waits', () => {
  it('shows a code and asks for the decision', async () => {
    const screen = page();
    await settle();
    expect(screen.state()).toMatchObject({ step: 'showing', request: { userCode: 'WDJB-MJH1' } });
    await pass(5_000);
    expect(sent(TOKEN).map(({ form }) => [form.client_id, form.device_code])).toEqual([
      ['handfast-screen', 'secret-1'],
    ]);
  });

  it('shows the same code after a reload', async () => {
    const first = page();
    await settle();
    first.close();
    const again = page(first.store);
    await settle();
    expect(again.state()).toMatchObject({ step: 'showing', request: { userCode: 'WDJB-MJH1' } });
    expect(sent(AUTHORIZE)).toHaveLength(1);
  });

  it('shows a new code before the old one ends, and asks about both until then', async () => {
    const screen = page();
    await settle();
    for (let waited = 0; waited < 8.6 * MINUTE; waited += 5_000) await pass(5_000);
    expect(screen.state()).toMatchObject({
      request: { userCode: 'WDJB-MJH2' },
      before: { userCode: 'WDJB-MJH1' },
    });
    asked = [];
    await pass(5_000);
    expect(sent(TOKEN).map(({ form }) => form.device_code)).toEqual(['secret-2', 'secret-1']);
  });

  it('shows the number to compare, and no new code meanwhile', async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [error('authorization_pending', { number: 42 })]);
    for (let waited = 0; waited < 9.5 * MINUTE; waited += 5_000) await pass(5_000);
    expect(screen.state()).toMatchObject({ number: 42, request: { userCode: 'WDJB-MJH1' } });
  });

  it('asks more slowly when it is told to', async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [error('slow_down'), PENDING]);
    await pass(5_000);
    expect(screen.state()).toMatchObject({ request: { interval: 10_000 } });
    await pass(5_000);
    expect(sent(TOKEN)).toHaveLength(1);
    await pass(5_000);
    expect(sent(TOKEN)).toHaveLength(2);
  });

  it('survives hours without a network, and shows a new code by itself', async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [unreachable]).set(AUTHORIZE, [unreachable]);
    for (let waited = 0; waited < 3 * 60 * MINUTE; waited += MINUTE) await pass(MINUTE);
    expect(screen.state()).toMatchObject({ step: 'asking', trouble: 'offline' });
    says.set(AUTHORIZE, [CODE(4)]).set(TOKEN, [PENDING]);
    await pass(MINUTE);
    expect(screen.state()).toMatchObject({ step: 'showing', request: { userCode: 'WDJB-MJH4' } });
  });

  it('says that it was denied, and shows another code soon after', async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [error('access_denied'), PENDING]);
    await pass(5_000);
    expect(screen.state()).toMatchObject({ step: 'asking', note: 'denied' });
    await pass(10_000);
    expect(screen.state()).toMatchObject({
      step: 'showing',
      request: { userCode: 'WDJB-MJH2' },
      note: 'denied',
    });
  });

  it('takes the sign-in page of a Wi-Fi for no answer', async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [() => new Response('<html>', { status: 200 })]);
    await pass(5_000);
    expect(screen.state()).toMatchObject({ step: 'showing', trouble: 'offline' });
  });
});

describe('a screen that is connected', () => {
  const connected = async () => {
    const screen = page();
    await settle();
    says.set(TOKEN, [TOKENS(1), TOKENS(2)]);
    await pass(5_000);
    return screen;
  };

  it('says who it is, by its access token', async () => {
    const screen = await connected();
    expect(screen.state()).toMatchObject({
      step: 'home',
      contact: 'online',
      identity: { name: 'Kitchen screen' },
    });
    expect(sent(ME)[0]?.headers).toEqual({ Authorization: 'Bearer access-1' });
  });

  it('comes home after a restart, without another code', async () => {
    const screen = await connected();
    screen.close();
    asked = [];
    const again = page(screen.store);
    await settle();
    expect(again.state().step).toBe('home');
    expect(sent(AUTHORIZE)).toHaveLength(0);
  });

  it('renews its token before it ends, with the newest one', async () => {
    const screen = await connected();
    for (let waited = 0; waited < 14 * MINUTE; waited += MINUTE) await pass(MINUTE);
    expect(
      sent(TOKEN)
        .slice(1)
        .map(({ form }) => form.refresh_token),
    ).toEqual(['hfr_1']);
    expect(await screen.keep.tokens()).toMatchObject({ refresh: 'hfr_2' });
  });

  it('sends the same token again when the answer was lost', async () => {
    const screen = await connected();
    says.set(TOKEN, [unreachable, TOKENS(2)]);
    for (let waited = 0; waited < 14 * MINUTE; waited += MINUTE) await pass(MINUTE);
    expect(
      sent(TOKEN)
        .slice(1)
        .map(({ form }) => form.refresh_token),
    ).toEqual(['hfr_1', 'hfr_1']);
    expect(screen.state()).toMatchObject({ contact: 'online' });
  });

  it('shows a code again when it was removed', async () => {
    const screen = await connected();
    says.set(TOKEN, [error('invalid_grant')]);
    says.set(BEAT, [
      () =>
        new Response('{"code":"INVALID_TOKEN"}', {
          status: 401,
          headers: { 'Content-Type': 'application/problem+json' },
        }),
    ]);
    await pass(MINUTE);
    await pass(5_000);
    expect(screen.state()).toMatchObject({ step: 'showing', note: 'removed' });
    expect(await screen.keep.tokens()).toBeUndefined();
  });

  it('keeps its tokens while it is only blocked', async () => {
    const screen = await connected();
    says.set(TOKEN, [error('access_denied')]);
    for (let waited = 0; waited < 20 * MINUTE; waited += MINUTE) await pass(MINUTE);
    expect(screen.state()).toMatchObject({ step: 'home', contact: 'disabled' });
    expect(await screen.keep.tokens()).toMatchObject({ refresh: 'hfr_1' });
  });
});
