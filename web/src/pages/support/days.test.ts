import { describe, expect, it } from 'vitest';
import { dayOf, endOfDay } from './days';

describe('days', () => {
  it('go to the server as their last moment and come back as the same day', () => {
    expect(dayOf(endOfDay('2026-12-31'))).toBe('2026-12-31');
  });
  it('may be left empty', () => {
    expect(endOfDay('')).toBeNull();
    expect(dayOf(null)).toBe('');
  });
});
