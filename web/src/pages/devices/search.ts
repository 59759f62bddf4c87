import type { DeviceFilter, DeviceSort } from '../../api/devices';
import { isDeviceStatus } from '../../ui/statuses';

const SORTS: string[] = ['name', '-paired_at', '-last_seen_at'] satisfies DeviceSort[];

/** What the address may say about the list; anything else is dropped. */
export function readDeviceSearch({ search, status, sort }: Record<string, unknown>): DeviceFilter {
  return {
    ...(typeof search === 'string' && search ? { search } : {}),
    ...(isDeviceStatus(status) ? { status } : {}),
    ...(SORTS.includes(sort as string) ? { sort: sort as DeviceSort } : {}),
  };
}
