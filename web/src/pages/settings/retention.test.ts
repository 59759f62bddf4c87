import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../api/types';
import { retention } from './retention';

const tenant = (most: number | null) =>
  ({ allowed: { session_days: { least: 1, most: 30 }, trail_days: { least: 90, most } } }) as Tenant;

const trail = (most: number | null) => retention(tenant(most))[1]?.rules[0];

describe('what the operator allows', () => {
  it('is said with its end, which counts where nothing is chosen', () => {
    expect(trail(365)).toMatchObject({ empty: '365 days', range: { least: 90, most: 365 } });
    expect(trail(365)?.help).toContain('allows 90 to 365 days');
  });

  it('is said without an end if there is none', () => {
    expect(trail(null)?.help).toContain('allows 90 days or more');
    expect(trail(null)).toMatchObject({ empty: 'for good' });
  });
});
