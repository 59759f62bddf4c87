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

const of = (id: string) => ({ params: { path: { id } } });

export const suspendCompany = (id: string) => ask(client.POST('/api/tenants/{id}/suspend', of(id)));
export const resumeCompany = (id: string) => ask(client.POST('/api/tenants/{id}/resume', of(id)));
export const closeCompany = (id: string) => ask(client.POST('/api/tenants/{id}/close', of(id)));
export const reopenCompany = (id: string) => ask(client.POST('/api/tenants/{id}/reopen', of(id)));

/** All data of a company. Not a link, which could not ask for the password that an export needs. */
export const exportCompany = (id: string): Promise<Blob> =>
  ask(
    client.GET('/api/tenants/{id}/export', { ...of(id), parseAs: 'blob' }),
  ) as Promise<unknown> as Promise<Blob>;
