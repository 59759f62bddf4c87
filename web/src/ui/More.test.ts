import { describe, expect, it } from 'vitest';
import { shownInWords } from './More';

describe('how much of a list is shown', () => {
  it.each([
    [25, 80, true, '25 of 80 shown'],
    [25, 1000, true, '25 of 1,000+ shown'],
    [25, undefined, false, '25 shown'],
    [25, undefined, true, '25 shown so far'],
    [0, null, true, '0 shown so far'],
    [25, null, false, '25 shown. There may be more: search for more of the name.'],
  ])('%s of %s, more to come: %s', (shown, total, hasMore, words) => {
    expect(shownInWords(shown, total, hasMore)).toBe(words);
  });
});
