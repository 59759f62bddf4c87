import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Api, Refusal } from './api';
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
