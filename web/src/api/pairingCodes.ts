import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { IssuedCode } from './types';

const at = (id: string) => ({ params: { path: { id } } });

export async function issueCodes(count: number): Promise<IssuedCode[]> {
  return (await ask(client.POST('/api/invites', { body: { count } }))).invites;
}

const listCodes = (state: 'live' | 'all') =>
  ask(client.GET('/api/invites', { params: { query: { state } } }));

export const liveCodesQuery = queryOptions({
  queryKey: ['pairing-codes', 'live'],
  queryFn: () => listCodes('live'),
});

export const allCodesQuery = queryOptions({
  queryKey: ['pairing-codes', 'all'],
  queryFn: () => listCodes('all'),
});

export const cancelCode = (id: string) => ask(client.DELETE('/api/invites/{id}', at(id)));

export const mailCode = (id: string, email: string, url: string) =>
  ask(client.POST('/api/invites/{id}/mail', { ...at(id), body: { email, url } }));
