import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Api, failureFrom, Refusal } from './api';
import { StoreFault } from './store';
import type { Vault } from './vault';

const HOUR = 3_600_000;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROBLEM_TYPE = { 'Content-Type': 'application/problem+json' };

interface Sent {
  path: string;
  init: RequestInit;
}

let sent: Sent[];

/** What the other end says next, one after the other. */
function answers(...responses: Response[]) {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, init });
    return responses.shift();
  });
}

const isFine = (body: unknown): body is { fine: boolean } =>
  typeof body === 'object' && body !== null && 'fine' in body;
const call = { method: 'POST', path: '/api/pairing/verify', body: {}, is: isFine } as const;

async function keyedApi(): Promise<Api> {
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  return new Api({ key: async () => key } as unknown as Vault);
}

function issuedAt({ init }: Sent): number {
  const [, claims] = (init.headers as Record<string, string>).DPoP?.split('.') ?? [];
  return JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()).iat * 1000;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.catch((thrown) => thrown);
  return error instanceof Refusal ? error.failure.code : error;
}

beforeEach(() => {
  sent = [];
  vi.stubGlobal('location', { origin: 'https://pair.example.com' });
});
afterEach(() => void vi.unstubAllGlobals());

describe('what counts as an answer', () => {
  it.each([
    ['its JSON', new Response('{"fine": true}', { headers: JSON_TYPE })],
    [
      'its JSON with a charset',
      new Response('{"fine": true}', { headers: { 'Content-Type': 'application/json; charset=utf-8' } }),
    ],
  ])('is %s', async (_, response) => {
    answers(response);
    expect((await (await keyedApi()).open(call)).body).toEqual({ fine: true });
  });

  it.each([
    [
      'text',
      new Response('no route', { status: 404, headers: { 'Content-Type': 'text/plain' } }),
      'FOREIGN_ANSWER',
    ],
    [
      'a page',
      new Response('<h1>Sign in</h1>', { headers: { 'Content-Type': 'text/html' } }),
      'FOREIGN_ANSWER',
    ],
    ['JSON of another shape', new Response('{}', { headers: JSON_TYPE }), 'FOREIGN_ANSWER'],
    ['JSON that is cut off', new Response('{"fine":', { headers: JSON_TYPE }), 'FOREIGN_ANSWER'],
    ['nothing', new Response(null, { status: 204 }), 'FOREIGN_ANSWER'],
    [
      'an error in plain JSON',
      new Response('{"code": "INVALID_TOKEN"}', { status: 401, headers: JSON_TYPE }),
      'FOREIGN_ANSWER',
    ],
    [
      'JSON that a gateway spaced out',
      new Response('{"code": "CODE_EXPIRED"}', {
        status: 410,
        headers: { 'Content-Type': 'application/problem+json ; charset=utf-8' },
      }),
      'CODE_EXPIRED',
    ],
    ['success called a problem', new Response('{"fine": true}', { headers: PROBLEM_TYPE }), 'FOREIGN_ANSWER'],
    [
      'an error that looks like success',
      new Response('{"fine": true}', { status: 400, headers: JSON_TYPE }),
      'FOREIGN_ANSWER',
    ],
    ['a problem of null', new Response('null', { status: 410, headers: PROBLEM_TYPE }), 'FOREIGN_ANSWER'],
    [
      'a problem that is cut off',
      new Response('{"co', { status: 410, headers: PROBLEM_TYPE }),
      'FOREIGN_ANSWER',
    ],
    [
      'a problem without a code',
      new Response('{}', { status: 410, headers: PROBLEM_TYPE }),
      'FOREIGN_ANSWER',
    ],
    [
      'a broken gateway',
      new Response('<h1>502</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
      'UNAVAILABLE',
    ],
    [
      'its problem',
      new Response('{"code": "CODE_EXPIRED"}', { status: 410, headers: PROBLEM_TYPE }),
      'CODE_EXPIRED',
    ],
  ])('tells %s apart', async (_, response, code) => {
    answers(response);
    expect(await failureOf((await keyedApi()).open(call))).toBe(code);
  });
});

describe('proofs', () => {
  it('go by the server’s clock, which an earlier answer told', async () => {
    const theirs = Date.now() + HOUR;
    const headers = { ...JSON_TYPE, Date: new Date(theirs).toUTCString() };
    answers(new Response('{"fine": true}', { headers }), new Response('{"fine": true}', { headers }));
    const api = await keyedApi();
    await api.open(call);
    await api.redeem(call);
    expect(Math.abs(issuedAt(sent[1] as Sent) - theirs)).toBeLessThan(10_000);
  });

  it('go by the own clock where an answer tells no time', async () => {
    answers(...[1, 2].map(() => new Response('{"fine": true}', { headers: JSON_TYPE })));
    const api = await keyedApi();
    await api.open(call);
    await api.redeem(call);
    expect(Math.abs(issuedAt(sent[1] as Sent) - Date.now())).toBeLessThan(10_000);
  });

  it('learn nothing from what was no answer', async () => {
    const elsewhere = { 'Content-Type': 'text/html', Date: new Date(Date.now() + HOUR).toUTCString() };
    answers(
      new Response('<h1>Sign in</h1>', { headers: elsewhere }),
      new Response('{"fine": true}', { headers: JSON_TYPE }),
    );
    const api = await keyedApi();
    await api.open(call).catch(() => {});
    await api.redeem(call);
    expect(Math.abs(issuedAt(sent[1] as Sent) - Date.now())).toBeLessThan(10_000);
  });
});

describe('a call', () => {
  const fine = () => new Response('{"fine": true}', { headers: JSON_TYPE });
  const askNonce = (nonce: string) =>
    new Response('{"code": "USE_DPOP_NONCE"}', {
      status: 401,
      headers: { ...PROBLEM_TYPE, 'DPoP-Nonce': nonce },
    });
  const headersOf = ({ init }: Sent) => init.headers as Record<string, string>;
  const claimsOf = (one: Sent) =>
    JSON.parse(Buffer.from(headersOf(one).DPoP?.split('.')[1] ?? '', 'base64url').toString());
  const TOKEN = 'a'.repeat(64);

  async function pairedApi(bound: boolean, key?: CryptoKeyPair): Promise<Api> {
    const credential = { token: TOKEN, deviceId: 'd-1', bound };
    return new Api({ credential: async () => credential, keptKey: async () => key } as unknown as Vault);
  }

  const newKey = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

  it('brings no cookie, follows nobody, is kept nowhere and tells nobody where it comes from', async () => {
    answers(fine());
    await (await keyedApi()).open(call);
    const { signal, ...init } = sent[0]?.init ?? {};
    expect(signal?.aborted).toBe(false);
    expect(init).toEqual({
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  });

  it('without a body says nothing of one', async () => {
    answers(fine());
    await (await keyedApi()).open({ method: 'GET', path: '/api/server', is: isFine });
    expect([sent[0]?.init.headers, sent[0]?.init.body]).toEqual([{}, undefined]);
  });

  it('that needs no words takes none', async () => {
    answers(new Response(null, { status: 204 }));
    expect(await (await keyedApi()).open({ method: 'DELETE', path: '/api/devices/me' })).toEqual({
      status: 204,
    });
  });

  it.each([
    ['a page', new Response('<h1>Sign in</h1>', { headers: { 'Content-Type': 'text/html' } })],
    ['JSON', new Response('{}', { headers: JSON_TYPE })],
  ])('that needs no words takes %s for none', async (_, response) => {
    answers(response);
    const asked = (await keyedApi()).open({ method: 'DELETE', path: '/api/devices/me' });
    expect(await failureOf(asked)).toBe('FOREIGN_ANSWER');
  });

  it('redeems without a proof where the device has no key', async () => {
    answers(fine());
    await new Api({ key: async () => undefined } as unknown as Vault).redeem(call);
    expect(headersOf(sent[0] as Sent)).toEqual(JSON_TYPE);
  });

  it('of a bearer carries its token', async () => {
    answers(fine());
    await (await pairedApi(false)).asDevice(call);
    expect(headersOf(sent[0] as Sent)).toEqual({ ...JSON_TYPE, Authorization: `Bearer ${TOKEN}` });
  });

  it('of a bound device carries a proof of this very request and token', async () => {
    answers(fine());
    await (await pairedApi(true, await newKey())).asDevice(call);
    expect(headersOf(sent[0] as Sent).Authorization).toBe(`DPoP ${TOKEN}`);
    expect(claimsOf(sent[0] as Sent)).toMatchObject({
      htm: 'POST',
      htu: 'https://pair.example.com/api/pairing/verify',
      ath: expect.any(String),
    });
  });

  it('of a device whose storage was cleared asks nobody', async () => {
    answers();
    const none = new Api({ credential: async () => undefined } as unknown as Vault);
    expect(await failureOf(none.asDevice(call))).toBe('STORAGE_CLEARED');
    expect(await failureOf((await pairedApi(true)).asDevice(call))).toBe('STORAGE_CLEARED');
    expect(sent).toEqual([]);
  });

  it('is sent again with the nonce that the server asks for, once, and the next one has it', async () => {
    answers(askNonce('n-1'), fine(), fine());
    const api = await pairedApi(true, await newKey());
    await api.asDevice(call);
    await api.asDevice(call);
    expect(sent.map((one) => claimsOf(one).nonce)).toEqual([undefined, 'n-1', 'n-1']);
    expect(new Set(sent.map((one) => claimsOf(one).jti)).size).toBe(3);
    answers(askNonce('n-2'), askNonce('n-3'));
    expect(await failureOf(api.asDevice(call))).toBe('USE_DPOP_NONCE');
    expect(sent.length).toBe(5);
  });

  it('that is refused for something else is not sent again', async () => {
    answers(new Response('{"code": "INVALID_TOKEN"}', { status: 401, headers: PROBLEM_TYPE }));
    expect(await failureOf((await pairedApi(false)).asDevice(call))).toBe('INVALID_TOKEN');
    expect(sent.length).toBe(1);
  });

  it('that reaches nobody says so', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await failureOf((await keyedApi()).open(call))).toBe('NETWORK');
  });

  it('is given up after fifteen seconds, or with its page', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const unanswered = (_: string, { signal }: RequestInit) =>
      new Promise((__, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    vi.stubGlobal('fetch', vi.fn(unanswered));
    const api = await keyedApi();
    const asked = failureOf(api.open(call));
    const leaving = new AbortController();
    const left = failureOf(api.open({ ...call, signal: leaving.signal }));
    await Promise.resolve();
    leaving.abort();
    expect(await left).toBe('NETWORK');
    vi.advanceTimersByTime(14_999);
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await asked).toBe('NETWORK');
    vi.useRealTimers();
  });

  it('leaves no timer and no listener behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const leaving = new AbortController();
    const removed = vi.spyOn(leaving.signal, 'removeEventListener');
    answers(fine());
    await (await keyedApi()).open({ ...call, signal: leaving.signal });
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledExactlyOnceWith('abort', expect.any(Function));
    vi.useRealTimers();
  });

  it('hands on what a refusal says, as far as it is what it should be', async () => {
    const said = {
      code: 'CODE_LOCKED',
      detail: 'No.',
      cause: 'locked',
      attempts_remaining: 0,
      errors: [{ field: 'code' }],
    };
    const other = { code: 'CODE_LOCKED', detail: 1, cause: [], attempts_remaining: '3', errors: [] };
    const respond = (body: object, headers: object) =>
      new Response(JSON.stringify(body), { status: 429, headers: { ...PROBLEM_TYPE, ...headers } });
    answers(respond(said, { 'Retry-After': '30' }), respond(other, { 'Retry-After': 'soon' }));
    const api = await keyedApi();
    const failures = [await api.open(call).catch(failureFrom), await api.open(call).catch(failureFrom)];
    expect(failures).toEqual([
      {
        code: 'CODE_LOCKED',
        status: 429,
        detail: 'No.',
        cause: 'locked',
        triesLeft: 0,
        retryAfter: 30,
        field: 'code',
      },
      { code: 'CODE_LOCKED', status: 429 },
    ]);
  });

  it.each([
    ['FOREIGN_ANSWER', 404],
    ['UNAVAILABLE', 500],
  ])('tells %s with its status %d', async (code, status) => {
    answers(new Response('?', { status, headers: { 'Content-Type': 'text/plain' } }));
    expect(await (await keyedApi()).open(call).catch(failureFrom)).toEqual({ code, status });
  });
});

it.each([
  [new StoreFault('InvalidStateError'), 'STORE_FAULT'],
  [new RangeError('a bug'), 'PAGE_FAULT'],
])('a fault of our own is none of the network: %o', (error, code) => {
  expect(failureFrom(error)).toEqual({ code });
});
