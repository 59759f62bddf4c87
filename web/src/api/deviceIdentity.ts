import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';

const at = (id: string) => ({ params: { path: { id } } });

/** Doubts about the identity of a device: other installations that use its ID, and another ID that it seems to have. */
export const identityQuery = (id: string) =>
  queryOptions({
    queryKey: ['device', id, 'identity'],
    queryFn: () => ask(client.GET('/api/admin/devices/{id}/rivals', at(id))),
  });

export const acceptConflict = (id: string, rival_id: string) =>
  ask(client.POST('/api/admin/devices/{id}/rivals/accept', { ...at(id), body: { rival_id } }));
export const followRenamed = (id: string, rustdesk_id: string) =>
  ask(client.POST('/api/admin/devices/{id}/follow', { ...at(id), body: { rustdesk_id } }));
