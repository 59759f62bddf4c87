import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../api/types';
import { sessions, trail } from './retention';

const tenant = (most: number | null) =>
  ({ allowed: { session_days: { least: 1, most: 30 }, trail_days: { least: 90, most } } }) as Tenant;

const kept = (most: number | null) => trail(tenant(most))[0]?.rules[0];

describe('what the operator allows', () => {
  it('is said with its end, which counts where nothing is chosen', () => {
    expect(kept(365)).toMatchObject({ empty: '365 days', range: { least: 90, most: 365 } });
    expect(kept(365)?.help).toContain('allows 90 to 365 days');
  });

  it('is said of sessions, too', () => {
    expect(sessions(tenant(365))[0]?.rules[0]?.help).toContain('allows 1 to 30 days');
  });

  it('is said without an end if there is none', () => {
    expect(kept(null)?.help).toContain('allows 90 days or more');
    expect(kept(null)).toMatchObject({ empty: 'for good' });
  });
});
