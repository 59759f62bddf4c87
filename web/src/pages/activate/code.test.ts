import { describe, expect, it } from 'vitest';
import { codeIn, isTooShort } from './code';

describe('the code in what was typed or pasted', () => {
  it.each([
    ['WDJB-MJHT', 'WDJB-MJHT'],
    ['  wdjb mjht ', 'wdjb mjht'],
    ['https://join.example.com/activate#WDJB-MJHT', 'WDJB-MJHT'],
  ])('%s is %s', (text, code) => expect(codeIn(text)).toBe(code));
});

describe('a code of which something is missing', () => {
  it.each(['', ' ', 'WDJB', 'WDJB-', 'WD-JB-MJ', '------------', 'https://join.example.com/activate#'])(
    'is %j',
    (text) => expect(isTooShort(text)).toBe(true),
  );
  it.each([
    'WDJB-MJHT',
    'wdjbmjht',
    'WDJB‑MJHT',
    'WDJBMJH',
    '123-456-7890',
    'https://join.example.com/activate#WDJB-MJHT',
  ])('is not %j', (text) => expect(isTooShort(text)).toBe(false));
});
