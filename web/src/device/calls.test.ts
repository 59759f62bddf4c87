import '@noble/hashes/sha2.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from './api';
import { fetchPreview, heartbeat, redeem, renew, unpair, whoAmI } from './calls';
import { json, nothing, OtherEnd, openBrowser, openPage } from './testing';

const CARD = { kind: 'card', restaurantId: 'r-1', codeId: 'c-1', code: 'K7QX4M' } as const;
const PREVIEW = {
  restaurant: 'Luigi’s',
  manager: 'Ann',
  expiresAt: '2026-11-28T10:15:00Z',
  needsApproval: true,
};
const ATTEMPT = { presented: CARD, preview: PREVIEW, name: 'Till', nonce: 'n-0123456789abcdefghijk' };
const TOKEN = 'a'.repeat(64);
const never = new AbortController().signal;

let server: OtherEnd;
let page: ReturnType<typeof openPage>;

beforeEach(async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  openBrowser();
  server = new OtherEnd();
  page = openPage();
  await page.vault.keep(
    { token: TOKEN, deviceId: 'd-1', bound: false },
    { ...PREVIEW, name: 'Till', bound: false },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

interface Case {
  path: string;
  method: string;
  call: () => Promise<unknown>;
  answer: Record<string, unknown>;
  asked: unknown;
  gives: unknown;
  /** Without any one of these it is no answer; each also as something of another kind. */
  needs: string[];
}

const device = { id: 'd-1', name: 'Till', paired_at: '2026-11-28T10:00:00Z' };
const CASES: Record<string, Case> = {
  preview: {
    path: '/api/pairing/preview',
    method: 'POST',
    call: () => fetchPreview(page.api, CARD, never),
    answer: {
      restaurant: { name: 'Luigi’s' },
      manager: { name: 'Ann' },
      expires_at: PREVIEW.expiresAt,
      device_name: 'Bar',
      needs_approval: true,
    },
    asked: { restaurantId: 'r-1', codeId: 'c-1', code: 'K7QX4M' },
    gives: { preview: PREVIEW, name: 'Bar' },
    needs: ['restaurant', 'restaurant.name', 'manager', 'manager.name', 'expires_at'],
  },
  verify: {
    path: '/api/pairing/verify',
    method: 'POST',
    call: () => redeem(page.api, ATTEMPT, never),
    answer: { device_id: 'd-1', auth_token: TOKEN, token_type: 'DPoP', device_name: 'Bar' },
    asked: {
      restaurantId: 'r-1',
      codeId: 'c-1',
      code: 'K7QX4M',
      deviceName: 'Till',
      deviceFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      userAgent: expect.stringContaining('iPad'),
      platform: 'iPad',
      clientNonce: ATTEMPT.nonce,
    },
    gives: {
      credential: { token: TOKEN, deviceId: 'd-1', bound: true },
      identity: {
        name: 'Bar',
        restaurant: 'Luigi’s',
        manager: 'Ann',
        pairedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        bound: true,
      },
    },
    needs: ['device_id', 'auth_token', 'token_type'],
  },
  'verify that waits': {
    path: '/api/pairing/verify',
    method: 'POST',
    call: () => redeem(page.api, ATTEMPT, never),
    answer: { code: 'PENDING_APPROVAL', retry_in: 5 },
    asked: expect.objectContaining({ clientNonce: ATTEMPT.nonce }),
    gives: { retryIn: 5 },
    needs: ['code', 'retry_in'],
  },
  me: {
    path: '/api/devices/me',
    method: 'GET',
    call: () => whoAmI(page.api, never),
    answer: {
      device,
      restaurant: { name: 'Luigi’s' },
      manager: { name: 'Ann' },
      app_url: 'https://app.example.com',
    },
    asked: undefined,
    gives: {
      name: 'Till',
      restaurant: 'Luigi’s',
      manager: 'Ann',
      pairedAt: device.paired_at,
      appUrl: 'https://app.example.com',
    },
    needs: ['device', 'device.name', 'restaurant', 'restaurant.name', 'manager', 'manager.name'],
  },
  heartbeat: {
    path: '/api/devices/me/heartbeat',
    method: 'POST',
    call: () => heartbeat(page.api, never),
    answer: { next_in: 30, refresh: false },
    asked: {},
    gives: { nextIn: 30, refresh: false },
    needs: ['next_in', 'refresh'],
  },
  token: {
    path: '/api/devices/me/token',
    method: 'POST',
    call: () => renew(page.api, ATTEMPT.nonce, never),
    answer: { auth_token: TOKEN, token_type: 'DPoP' },
    asked: { clientNonce: ATTEMPT.nonce },
    gives: { token: TOKEN, bound: true },
    needs: ['auth_token', 'token_type'],
  },
};

/** The answer with one of its fields, named by its path, gone or another. */
function changed(answer: object, field: string, value?: unknown): unknown {
  const copy = structuredClone(answer) as Record<string, unknown>;
  const [outer, inner] = field.split('.') as [string, string | undefined];
  const holder = inner ? (copy[outer] as Record<string, unknown>) : copy;
  if (value === undefined) delete holder[inner ?? outer];
  else holder[inner ?? outer] = value;
  return copy;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (given) => given,
    (error) => (error instanceof Refusal ? error.failure.code : error),
  );
}

describe.each(Object.entries(CASES))('%s', (_, { path, method, call, answer, asked, gives, needs }) => {
  it('asks and reads what the server’s description says', async () => {
    server.say(path, json(answer));
    expect(await call()).toEqual(gives);
    expect(server.asked).toEqual([expect.objectContaining({ path, method, body: asked })]);
  });

  it.each(needs)('takes no answer without %s, or with it of another kind', async (field) => {
    for (const value of field.endsWith('.name') ? [undefined, []] : [undefined, [], '']) {
      server.say(path, json(changed(answer, field, value)));
      expect(await failure(call()), String(value)).toBe('FOREIGN_ANSWER');
    }
  });

  it.each([null, 'text', 7])('takes no answer from %o', async (body) => {
    server.say(path, json(body));
    expect(await failure(call())).toBe('FOREIGN_ANSWER');
  });
});

it.each([[TOKEN], 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), ` ${TOKEN}`, `${TOKEN}\n`])(
  '%o is no token',
  async (token) => {
    server.say('/api/devices/me/token', json({ auth_token: token, token_type: 'Bearer' }));
    expect(await failure(renew(page.api, 'n-1', never))).toBe('FOREIGN_ANSWER');
  },
);

it('a device keeps the name it asked for where the server tells none, and is bound by DPoP alone', async () => {
  server.say('/api/pairing/verify', json({ device_id: 'd-1', auth_token: TOKEN, token_type: 'Bearer' }));
  server.say('/api/devices/me/token', json({ auth_token: TOKEN, token_type: 'Bearer' }));
  const { credential, identity } = (await redeem(page.api, ATTEMPT, never)) as Extract<
    Awaited<ReturnType<typeof redeem>>,
    { identity: unknown }
  >;
  expect([credential.bound, identity.bound, identity.name]).toEqual([false, false, 'Till']);
  expect((await renew(page.api, 'n-1', never)).bound).toBe(false);
});

it('a company without an app of its own leads nowhere', async () => {
  server.say('/api/devices/me', json({ ...CASES.me?.answer, app_url: null }));
  expect((await whoAmI(page.api, never)).appUrl).toBeUndefined();
});

it('unpairing deletes this device, and needs no answer but that it is done', async () => {
  server.say('/api/devices/me', nothing);
  await unpair(page.api);
  expect(server.asked).toMatchObject([
    { method: 'DELETE', path: '/api/devices/me', headers: { Authorization: `Bearer ${TOKEN}` } },
  ]);
});
