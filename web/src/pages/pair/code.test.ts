import { describe, expect, it } from 'vitest';
import { inGroups, shortAddress, spelled } from './code';
import { announcement } from './useCountdown';

describe('a code on the screen', () => {
  it('stands in two groups', () => {
    expect(inGroups('K7QX4M')).toBe('K7Q-X4M');
    expect(inGroups('K7QX4MAB')).toBe('K7QX-4MAB');
  });

  it('is spelled for those who listen', () => {
    expect(spelled('K7Q')).toBe('K 7 Q');
  });

  it('comes with an address that holds no secret', () => {
    expect(shortAddress('https://pair.example:8443/p#1.K7QX4M.secret')).toBe('pair.example:8443/pair');
  });
});

describe('announcement', () => {
  it.each([
    [14 * 60_000, ''],
    [9 * 60_000, '10 minutes left.'],
    [300_000, '5 minutes left.'],
    [119_000, '2 minutes left.'],
    [45_000, '1 minute left.'],
    [12_000, '30 seconds left.'],
    [0, 'The code has expired.'],
  ])('with %i ms left says %j', (left, words) => {
    expect(announcement(left)).toBe(words);
  });
});
