import type { DeviceFilter, SubscriptionFilter } from '../../api/support';
import type { SubscriptionState } from '../../api/types';
import { STATES } from './states';

const DEVICES: DeviceFilter[] = ['linked', 'none', 'missing'];
const DAYS_UNHEARD = 90;
const FEWEST_DAYS = 7;
const MOST_DAYS = 3650;

export const readSubscriptionSearch = ({
  search,
  state,
  device,
}: Record<string, unknown>): SubscriptionFilter => ({
  ...(typeof search === 'string' && search ? { search } : {}),
  ...(typeof state === 'string' && state in STATES ? { state: state as SubscriptionState } : {}),
  ...(DEVICES.includes(device as DeviceFilter) ? { device: device as DeviceFilter } : {}),
});

export const readCleanupSearch = ({ days }: Record<string, unknown>): { days?: number } => {
  const wanted = Number(days);
  return days && Number.isInteger(wanted) && wanted >= FEWEST_DAYS && wanted <= MOST_DAYS
    ? { days: wanted }
    : {};
};

export const daysOf = ({ days }: { days?: number }) => days ?? DAYS_UNHEARD;

export const readLookupSearch = ({ q }: Record<string, unknown>): { q?: string } =>
  typeof q === 'string' && q.trim() ? { q: q.trim() } : {};
