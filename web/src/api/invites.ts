import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { IssuedCode } from './types';

const at = (id: string) => ({ params: { path: { id } } });

export async function issueCodes(count: number): Promise<IssuedCode[]> {
  return (await ask(client.POST('/api/invites', { body: { count } }))).invites;
}

const listInvites = (state: 'live' | 'all') =>
  ask(client.GET('/api/invites', { params: { query: { state } } }));

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
