import { describe, expect, it } from 'vitest';
import { filterOf, readAuditSearch } from './search';

describe('readAuditSearch', () => {
  it('keeps what it knows and drops the rest', () => {
    const given = { action: 'DEVICE_PAIR', outcome: 'maybe', from: '2026-11-01', to: 'yesterday', page: '7' };
    expect(readAuditSearch(given)).toEqual({ action: 'DEVICE_PAIR', from: '2026-11-01' });
  });
});

describe('filterOf', () => {
  it('turns days into their first and last moment', () => {
    const { from, to } = filterOf({ from: '2026-11-01', to: '2026-11-01' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3_600_000 - 1);
  });

  it('does not ask the server for the entry to point at', () => {
    expect(filterOf({ entry: '7' })).toEqual({});
  });
});
