import { describe, expect, it } from 'vitest';
import { readLimit } from './limits';

describe('a limit of a company', () => {
  it('is a number, with or without separators', () => {
    expect(readLimit('1200')).toBe(1200);
    expect(readLimit(' 1,200 ')).toBe(1200);
    expect(readLimit('0')).toBe(0);
  });

  it('is none when the field is empty', () => {
    expect(readLimit('')).toBeNull();
    expect(readLimit('  ')).toBeNull();
  });

  it('is nothing that can be sent when the field holds no whole number', () => {
    expect(readLimit('ten')).toBeUndefined();
    expect(readLimit('-3')).toBeUndefined();
  });
});
