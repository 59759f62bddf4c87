import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import type { Answered } from './bodies';
import { ask, client, linkAsShown } from './client';
import { MOST_REMOVED } from './limits';
import type { paths } from './schema';
import type { SubscriptionState } from './types';

const at = (id: string) => ({ params: { path: { id } } });

/** Whatever an admin does for a customer may show in any list of the support pages, and on the page of a device. */
export const SUPPORT_KEYS: QueryKey[] = [['support'], ['device']];

type Get = { parameters: { query?: never }; responses: { 200: { content: { 'application/json': object } } } };

/** A report that takes no filter. Its CSV has the same address with `.csv`. */
type ReportPath = {
  [Path in keyof paths]: Path extends `/api/admin/${string}`
    ? paths[Path] extends { get: Get }
      ? Path
      : never
    : never;
}[keyof paths];

/** The types of the client do not reduce for a path that is a parameter; for each path they come to this. */
const getReport = client.GET as <Path extends ReportPath>(
  path: Path,
) => Promise<{ data?: Answered<paths[Path]['get']>; error?: unknown; response: Response }>;

/** A button fetches the report again, so that a list does not change while somebody works on it; the page shows its time. */
export const reportQuery = <Path extends ReportPath>(path: Path) =>
  queryOptions({
    queryKey: ['support', path],
    queryFn: () => ask(getReport(path)),
    refetchOnWindowFocus: false,
  });

export const reportCsvUrl = (path: ReportPath) => linkAsShown(`${path}.csv`);

export const addDevice = (rustdesk_id: string, name?: string) =>
  ask(client.POST('/api/admin/devices', { body: { rustdesk_id, ...(name ? { name } : {}) } }));
/** `replaces` is the device that the customer has now: both change places in one step. */
export const assignDevice = (id: string, person_id: string, replaces?: string) =>
  ask(
    client.POST('/api/admin/devices/{id}/assign', {
      ...at(id),
      body: { person_id, ...(replaces ? { replaces } : {}) },
    }),
  );
export const supportDeviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['support', 'device', id],
    queryFn: () => ask(client.GET('/api/admin/devices/{id}', at(id))),
  });
export const unassignDevice = (id: string) => ask(client.POST('/api/admin/devices/{id}/unassign', at(id)));
export const exemptDevice = (id: string, reason: string, until: string | null) =>
  ask(client.PUT('/api/admin/devices/{id}/exemption', { ...at(id), body: { reason, until } }));
export const exemptQuery = queryOptions({
  queryKey: ['support', 'exempt'],
  queryFn: () => ask(client.GET('/api/admin/devices/exempt')),
});
export const endExemption = (id: string) => ask(client.DELETE('/api/admin/devices/{id}/exemption', at(id)));

export const abandonedQuery = (days: number) =>
  queryOptions({
    queryKey: ['support', 'abandoned', days],
    queryFn: () => ask(client.GET('/api/admin/devices/cleanup', { params: { query: { days } } })),
  });
export const removedQuery = queryOptions({
  queryKey: ['support', 'removed'],
  queryFn: () => ask(client.GET('/api/admin/devices/removed')),
});
export async function removeDevices(ids: string[]): Promise<number> {
  let removed = 0;
  for (let start = 0; start < ids.length; start += MOST_REMOVED) {
    const body = { ids: ids.slice(start, start + MOST_REMOVED) };
    removed += (await ask(client.POST('/api/admin/devices/cleanup', { body }))).removed;
  }
  return removed;
}
export const restoreDevice = (id: string) => ask(client.POST('/api/admin/devices/{id}/restore', at(id)));

export interface SubscriptionFilter {
  search?: string | undefined;
  state?: SubscriptionState | undefined;
  device?: DeviceFilter | undefined;
}

/** `missing`: has an active subscription and no device. */
export type DeviceFilter = 'linked' | 'none' | 'missing';

export function subscriptionsCsvUrl(filter: SubscriptionFilter): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/api/admin/subscriptions.csv?${new URLSearchParams(given)}`;
}

export const subscriptionsQuery = (filter: SubscriptionFilter) =>
  infiniteQueryOptions({
    queryKey: ['support', 'subscriptions', filter],
    queryFn: ({ pageParam }) =>
      ask(
        client.GET('/api/admin/subscriptions', {
          params: { query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });

export const setSubscription = (personId: string, state: SubscriptionState, ends_at: string | null) =>
  ask(client.PUT('/api/admin/subscriptions/{id}', { ...at(personId), body: { state, ends_at } }));

export const lookupQuery = (q: string) =>
  queryOptions({
    queryKey: ['support', 'lookup', q],
    queryFn: () => ask(client.GET('/api/admin/lookup', { params: { query: { q } } })),
    enabled: q !== '',
  });
