import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { DeviceStatus } from './types';

export type DeviceSort = 'name' | '-paired_at' | '-last_seen_at';

export interface DeviceFilter {
  search?: string | undefined;
  status?: DeviceStatus | undefined;
  sort?: DeviceSort | undefined;
}

/** The order of the list until somebody chooses another; the API itself would sort by name. */
export const NEWEST_FIRST: DeviceSort = '-paired_at';

/** What shows devices, and what becomes of a pairing code. */
export const DEVICE_KEYS: QueryKey[] = [['devices'], ['device'], ['pairing-codes']];

const at = (id: string) => ({ params: { path: { id } } });

export const devicesQuery = (filter: DeviceFilter) =>
  infiniteQueryOptions({
    queryKey: ['devices', filter],
    queryFn: ({ pageParam }) =>
      ask(
        client.GET('/api/devices', {
          params: {
            query: { sort: NEWEST_FIRST, ...filter, limit: 25, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });

/** Approvals stay on top whatever the list below is filtered by. */
export const waitingQuery = queryOptions({
  queryKey: ['devices', 'waiting'],
  queryFn: () => ask(client.GET('/api/devices', { params: { query: { status: 'waiting', limit: 100 } } })),
});

/** Names for a filter's menu. */
export const devicesNamesQuery = queryOptions({
  queryKey: ['devices', 'names'],
  queryFn: () => ask(client.GET('/api/devices', { params: { query: { sort: 'name', limit: 100 } } })),
});

export const deviceQuery = (id: string) =>
  queryOptions({ queryKey: ['device', id], queryFn: () => ask(client.GET('/api/devices/{id}', at(id))) });

export const renameDevice = (id: string, name: string) =>
  ask(client.PATCH('/api/devices/{id}', { ...at(id), body: { name } }));
export const enableDevice = (id: string) => ask(client.POST('/api/devices/{id}/enable', at(id)));
export const disableDevice = (id: string) => ask(client.POST('/api/devices/{id}/disable', at(id)));
export const approveDevice = (id: string) => ask(client.POST('/api/devices/{id}/approve', at(id)));
export const rejectDevice = (id: string) => ask(client.POST('/api/devices/{id}/reject', at(id)));
export const replaceDevice = (id: string, old: string) =>
  ask(client.POST('/api/devices/{id}/replace', { ...at(id), body: { device_id: old } }));
export const deleteDevice = (id: string) => ask(client.DELETE('/api/devices/{id}', at(id)));

/** Below 'device', so that whatever happens to a device renews it. */
export const sessionsOfDeviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['device', id, 'sessions'],
    queryFn: () => ask(client.GET('/api/admin/devices/{id}/sessions', at(id))),
  });
export const endDeviceSession = (id: string, connection: number) =>
  ask(client.POST('/api/admin/devices/{id}/sessions/end', { ...at(id), body: { connection } }));
