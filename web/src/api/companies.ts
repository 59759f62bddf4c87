import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';
import { ask, client } from './client';
import type { CompanyChange, NewCompany } from './types';

export const COMPANY_KEYS: QueryKey[] = [['companies']];

export const companiesQuery = (search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['companies', search],
    queryFn: ({ pageParam }) =>
      ask(
        client.GET('/api/tenants', {
          params: { query: { search, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });

export const createCompany = (body: NewCompany) => ask(client.POST('/api/tenants', { body }));
export const changeCompany = (id: string, body: CompanyChange) =>
  ask(client.PATCH('/api/tenants/{id}', { params: { path: { id } }, body }));
