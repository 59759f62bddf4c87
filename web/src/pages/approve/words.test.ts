import { describe, expect, it } from 'vitest';
import { ageInWords, withoutLastDigits } from './words';

describe('withoutLastDigits', () => {
  it.each([
    ['318 204 957', '318 204 •••'],
    ['1 482 093 765', '1 482 093 •••'],
    ['12 345', '12 •••'],
  ])('%s shows %s', (id, shown) => expect(withoutLastDigits(id)).toBe(shown));
});

describe('ageInWords', () => {
  it.each([
    [3, 'a moment ago'],
    [45, '45 seconds ago'],
    [180, '3 minutes ago'],
  ])('%i seconds are %s', (seconds, words) => expect(ageInWords(seconds)).toBe(words));
});
