import { describe, expect, it } from 'vitest';
import { ago, ahead, counted } from './format';

const NOW = Date.parse('2026-01-20T12:00:00Z');

describe('ago', () => {
  it.each([
    ['2026-01-20T11:59:40Z', 'just now'],
    ['2026-01-20T11:55:00Z', '5 minutes ago'],
    ['2026-01-20T09:00:00Z', '3 hours ago'],
    ['2026-01-19T11:00:00Z', 'yesterday'],
  ])('says of %s that it was %s', (at, words) => {
    expect(ago(at, NOW)).toBe(words);
  });

  it('never says that something past will be', () => {
    expect(ago('2026-01-20T13:00:00Z', NOW)).toBe('just now');
  });
});

describe('ahead', () => {
  it('says how long it is until then', () => {
    expect(ahead('2026-01-22T12:30:00Z', NOW)).toBe('in 2 days');
  });

  it('never says that something to come has been', () => {
    expect(ahead('2026-01-20T11:00:00Z', NOW)).toBe('in a moment');
  });
});

describe('counted', () => {
  it.each([
    [999, '999'],
    [1000, '1,000+'],
  ])('says of %d that it is %s', (value, words) => {
    expect(counted(value)).toBe(words);
  });
});
