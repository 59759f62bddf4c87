import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';

export const serverQuery = queryOptions({
  queryKey: ['server'],
  staleTime: 5 * 60_000,
  queryFn: () => ask(client.GET('/api/server')),
});
