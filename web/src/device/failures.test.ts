import { afterAll, beforeAll, expect, describe as group, it, vi } from 'vitest';
import type { Code } from './codes';
import { describe, entryFailure, isPassing } from './failures';

/** Of a server that is newer than this page. */
const NEW_RULE = 'NEW_RULE' as Code;

group('describe', () => {
  beforeAll(() => void vi.stubGlobal('window', { isSecureContext: true }));
  afterAll(() => void vi.unstubAllGlobals());

  it.each<Code>([
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
    const words = describe({ code: NEW_RULE, status: 409, detail: 'The moon is full.' });
    expect(words.text).toBe('The moon is full. (NEW_RULE)');
    expect(words.ways).toEqual(['again', 'anew']);
    expect(describe({ code: 'toString' as Code, status: 400 }).heading).toBe('That did not work');
  });

  it('counts tries and seconds', () => {
    expect(describe({ code: 'INVALID_CODE', triesLeft: 1 }).text).toContain('1 try is left');
    expect(describe({ code: 'INVALID_CODE', triesLeft: 4 }).text).toContain('4 tries are left');
    expect(describe({ code: 'INVALID_CODE', triesLeft: 0 }).text).toContain('new code');
    expect(describe({ code: 'RATE_LIMITED', retryAfter: 42 }).text).toContain('42 seconds');
    expect(describe({ code: 'RATE_LIMITED', retryAfter: 1 }).text).toContain('1 second ');
  });

  it('tells a code that a manager took back from one whose time is over', () => {
    const [cancelled, expired] = ['cancelled', 'expired'].map((cause) =>
      describe({ code: 'CODE_EXPIRED', cause }),
    );
    expect(cancelled).toMatchObject({
      heading: 'This code was cancelled',
      text: expect.stringMatching(/^A manager took it back/),
    });
    expect(expired).toMatchObject({
      heading: 'This code has expired',
      text: expect.stringMatching(/15 minutes/),
    });
  });

  it('does not say that a code is wrong where it may be used or expired', () => {
    expect(describe({ code: 'INVALID_CODE' }).heading).toBe('That code is wrong, used or expired');
    expect(describe({ code: 'INVALID_CODE' }).text).toContain('or ask for a new one');
    expect(describe({ code: 'INVALID_CODE', triesLeft: 2 }).heading).toBe('That code is not right');
  });

  it('takes trouble of the server for what passes', () => {
    for (const status of [500, 503]) {
      expect(describe({ code: NEW_RULE, status }).heading).toBe('The server is busy');
      expect(isPassing({ code: NEW_RULE, status })).toBe(true);
    }
    expect(describe({ code: NEW_RULE, status: 499 }).heading).toBe('That did not work');
    expect([isPassing({ code: NEW_RULE, status: 499 }), isPassing({ code: NEW_RULE })]).toEqual([
      false,
      false,
    ]);
    expect(describe({ code: NEW_RULE }).text).toBe(
      'The server gave an answer this page does not know. (NEW_RULE)',
    );
  });

  it('names both addresses of a code that is for another', () => {
    vi.stubGlobal('location', { origin: 'https://pair.example.com' });
    const failure = entryFailure({ refused: 'elsewhere', address: 'https://other.example.com' });
    expect(failure.code).toBe('OTHER_ADDRESS');
    expect(describe(failure).text).toMatch(/https:\/\/other\.example\.com.*https:\/\/pair\.example\.com/);
  });

  it('says over plain http what a key of its own takes', () => {
    expect(describe({ code: 'DEVICE_KEY_REQUIRED' }).text).toContain('another browser');
    vi.stubGlobal('window', { isSecureContext: false });
    expect(describe({ code: 'DEVICE_KEY_REQUIRED' }).text).toContain('https address');
    vi.stubGlobal('window', { isSecureContext: true });
  });

  it('says what is wrong with an entry', () => {
    expect(entryFailure({ wrong: 'empty' })).toEqual({
      code: 'INVALID_FORMAT',
      detail: 'Type the code you see on the manager’s screen.',
    });
    expect(entryFailure({ wrong: 'keyboard', character: 'К' }).detail).toContain('“К” is not a Latin letter');
    expect(entryFailure({ wrong: 'length', length: 5 }).detail).toContain('has 5');
    expect(entryFailure({ wrong: 'character', character: 'U' }).detail).toContain('“U”');
    expect(entryFailure({ refused: 'newer' }).code).toBe('NEWER_QR');
  });
});
