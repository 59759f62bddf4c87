import { describe, expect, it } from 'vitest';
import { daysOf, readCleanupSearch, readLookupSearch, readSubscriptionSearch } from './search';

describe('what the address says', () => {
  it('keeps a known state and drops any other', () => {
    expect(readSubscriptionSearch({ state: 'past_due', search: 'car' })).toEqual({
      state: 'past_due',
      search: 'car',
    });
    expect(readSubscriptionSearch({ state: 'rich' })).toEqual({});
  });
  it('takes days the server takes, and 90 for the rest', () => {
    expect(daysOf(readCleanupSearch({ days: '30' }))).toBe(30);
    for (const days of ['6', '4000', 'x', '', undefined])
      expect(daysOf(readCleanupSearch({ days }))).toBe(90);
  });
  it('asks nothing for blanks', () => {
    expect(readLookupSearch({ q: '  ' })).toEqual({});
    expect(readLookupSearch({ q: ' 123 456 789 ' })).toEqual({ q: '123 456 789' });
  });
});
