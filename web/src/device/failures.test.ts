import { afterAll, beforeAll, expect, describe as group, it, vi } from 'vitest';
import { describe, entryFailure } from './failures';

group('describe', () => {
  beforeAll(() => void vi.stubGlobal('window', { isSecureContext: true }));
  afterAll(() => void vi.unstubAllGlobals());

  it.each([
    'NETWORK',
    'UNAVAILABLE',
    'FOREIGN_ANSWER',
    'PAGE_FAULT',
    'STORE_FAULT',
    'STORAGE_CLEARED',
    'RATE_LIMITED',
    'INVALID_FORMAT',
    'MISSING_FIELD',
    'INVALID_CODE',
    'CODE_NOT_FOUND',
    'CODE_ALREADY_USED',
    'CODE_EXPIRED',
    'TOO_MANY_ATTEMPTS',
    'TYPED_ENTRY_OFF',
    'DEVICE_LIMIT',
    'DEVICE_KEY_REQUIRED',
    'INVALID_DPOP_PROOF',
    'PAIRING_REJECTED',
  ])('has words of its own and a way on for %s', (code) => {
    const words = describe({ code });
    expect(words.heading).not.toBe('That did not work');
    expect(words.text.length).toBeGreaterThan(20);
    expect(words.ways.length).toBeGreaterThan(0);
  });

  it('passes on what the server says about anything else', () => {
    const words = describe({ code: 'NEW_RULE', status: 409, detail: 'The moon is full.' });
    expect(words.text).toBe('The moon is full. (NEW_RULE)');
    expect(words.ways).toEqual(['again', 'anew']);
    expect(describe({ code: 'toString', status: 400 }).heading).toBe('That did not work');
  });

  it('counts tries and seconds', () => {
    expect(describe({ code: 'INVALID_CODE', triesLeft: 1 }).text).toContain('1 try is left');
    expect(describe({ code: 'INVALID_CODE', triesLeft: 4 }).text).toContain('4 tries are left');
    expect(describe({ code: 'INVALID_CODE', triesLeft: 0 }).text).toContain('new code');
    expect(describe({ code: 'RATE_LIMITED', retryAfter: 42 }).text).toContain('42 seconds');
    expect(describe({ code: 'RATE_LIMITED', retryAfter: 1 }).text).toContain('1 second ');
  });

  it('says what is wrong with an entry', () => {
    expect(entryFailure({ wrong: 'length', length: 5 }).detail).toContain('has 5');
    expect(entryFailure({ wrong: 'character', character: 'U' }).detail).toContain('“U”');
    expect(entryFailure({ refused: 'newer' }).code).toBe('NEWER_QR');
  });
});
