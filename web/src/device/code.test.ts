import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCode } from './code';

/** One table for both sides: the server reads it in `tests/kernel/test_codes.py`. */
const CASES: { typed: string; why: string }[] = JSON.parse(
  readFileSync(new URL('../../../tests/kernel/typed_codes.json', import.meta.url), 'utf8'),
);

describe('readCode', () => {
  it.each(CASES)('reads $why as the server does', ({ typed, why: _, ...reading }) => {
    expect(readCode(typed)).toEqual(reading);
  });
});
