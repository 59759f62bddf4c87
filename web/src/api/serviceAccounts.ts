import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewServiceAccount, ServiceAccountChange } from './types';

const at = (id: string) => ({ params: { path: { id } } });

export const SERVICE_KEYS: QueryKey[] = [['service-accounts']];

export const serviceAccountsQuery = queryOptions({
  queryKey: ['service-accounts'],
  queryFn: () => ask(client.GET('/api/service-accounts')),
});

/** Who may answer for a service account: whoever manages something here. */
export const contactsQuery = queryOptions({
  queryKey: ['users', 'contacts'],
  queryFn: async () => {
    const pages = await Promise.all(
      (['owner', 'admin', 'manager'] as const).map((role) =>
        ask(client.GET('/api/people', { params: { query: { role, status: 'active', limit: 100 } } })),
      ),
    );
    return pages.flatMap(({ items }) => items);
  },
});

export const createServiceAccount = (body: NewServiceAccount) =>
  ask(client.POST('/api/service-accounts', { body }));
export const changeServiceAccount = (id: string, body: ServiceAccountChange) =>
  ask(client.PATCH('/api/service-accounts/{id}', { ...at(id), body }));
export const revokeServiceAccount = (id: string) => ask(client.DELETE('/api/service-accounts/{id}', at(id)));
export const createServiceToken = (id: string) =>
  ask(client.POST('/api/service-accounts/{id}/tokens', at(id)));
export const revokeServiceToken = (id: string) =>
  ask(client.DELETE('/api/service-accounts/tokens/{id}', at(id)));
