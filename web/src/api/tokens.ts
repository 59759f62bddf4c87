import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewToken } from './types';

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => ask(client.GET('/api/tokens')),
});

export const createToken = (body: NewToken) => ask(client.POST('/api/tokens', { body }));
export const revokeToken = (id: string) =>
  ask(client.DELETE('/api/tokens/{id}', { params: { path: { id } } }));
