import { expect, it } from 'vitest';
import { base64url, freshNonce, hex } from './encoding';

it('base64url has no sign that a URL would change, and no padding', () => {
  for (let length = 0; length < 5; length++) {
    const bytes = new Uint8Array(length).fill(0xfb).fill(0xff, 1);
    expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(base64url(bytes.buffer)).toBe(base64url(bytes));
  }
  expect(base64url(new Uint8Array([0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff]))).toBe('----____');
});

it('hex has two digits a byte', () => {
  expect(hex(new Uint8Array([0, 15, 16, 255]))).toBe('000f10ff');
});

it('a nonce has 128 bits of chance', () => {
  const nonces = new Set(Array.from({ length: 50 }, freshNonce));
  expect(nonces.size).toBe(50);
  for (const nonce of nonces) expect(nonce).toMatch(/^[\w-]{22}$/);
});
