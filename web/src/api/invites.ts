import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { IssuedCode } from './types';

export interface IssuedBatch {
  codes: IssuedCode[];
  /** Server clock minus this computer's clock, in milliseconds. */
  clockOffset: number;
}

const at = (id: string) => ({ params: { path: { id } } });

function offsetOf(serverTime: string): number {
  return Date.parse(serverTime) - Date.now();
}

export async function issueCodes(count: number): Promise<IssuedBatch> {
  const { invites, server_time } = await ask(client.POST('/api/invites', { body: { count } }));
  return { codes: invites, clockOffset: offsetOf(server_time) };
}

export type LiveList = Awaited<ReturnType<typeof listInvites>>;

async function listInvites(state: 'live' | 'all') {
  const list = await ask(client.GET('/api/invites', { params: { query: { state } } }));
  return { ...list, clockOffset: offsetOf(list.server_time) };
}

export const liveInvitesQuery = queryOptions({
  queryKey: ['invites', 'live'],
  queryFn: () => listInvites('live'),
});

export const allInvitesQuery = queryOptions({
  queryKey: ['invites', 'all'],
  queryFn: () => listInvites('all'),
});

export const cancelInvite = (id: string) => ask(client.DELETE('/api/invites/{id}', at(id)));

export const mailInvite = (id: string, email: string, url: string) =>
  ask(client.POST('/api/invites/{id}/mail', { ...at(id), body: { email, url } }));
