import { expect, it } from 'vitest';
import { prove } from './proof';

const OF = { method: 'POST', url: 'https://pair.example.com/api/devices/me?x=1#y', now: 1_795_858_617.9 };

const parsed = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

async function proven(more: object = {}) {
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const [header, claims, signature] = (await prove(key, { ...OF, ...more })).split('.');
  const isSigned = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key.publicKey,
    Buffer.from(signature ?? '', 'base64url'),
    Buffer.from(`${header}.${claims}`),
  );
  return { key, header: parsed(header), claims: parsed(claims), isSigned };
}

it('a proof is signed by the key that it names, and names no secret of it', async () => {
  const { key, header, isSigned } = await proven();
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  expect(isSigned).toBe(true);
  expect(header).toEqual({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
});

it('a proof is of one request, without what follows its path, at one second', async () => {
  const { claims } = await proven();
  const { jti, ...rest } = claims;
  expect(rest).toEqual({ htm: 'POST', htu: 'https://pair.example.com/api/devices/me', iat: 1_795_858_617 });
  expect(jti).toMatch(/^[\w-]{22}$/);
  expect((await proven()).claims.jti).not.toBe(jti);
});

it('a proof carries the server’s nonce and the digest of the token', async () => {
  const { claims } = await proven({ nonce: 'n-1', token: 'abc' });
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('abc'))).toString('base64url');
  expect(claims).toMatchObject({ nonce: 'n-1', ath: digest });
});
