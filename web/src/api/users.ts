import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewUser, Role, User } from './types';

export interface UserFilter {
  search?: string | undefined;
  role?: Role | undefined;
  status?: User['status'] | undefined;
}

export const USER_KEYS: QueryKey[] = [['users']];

const at = (id: string) => ({ params: { path: { id } } });

export const usersQuery = (filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: ['users', filter],
    queryFn: ({ pageParam }) =>
      ask(
        client.GET('/api/people', {
          params: { query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });

/** Names for a filter's menu. */
export const userNamesQuery = queryOptions({
  queryKey: ['users', 'names'],
  queryFn: () => ask(client.GET('/api/people', { params: { query: { limit: 100 } } })),
});

export const inviteUser = (body: NewUser) => ask(client.POST('/api/people', { body }));
export const renewInvitation = (id: string, send_mail: boolean) =>
  ask(client.POST('/api/people/{id}/invitation', { ...at(id), body: { send_mail } }));
export const cancelInvitation = (id: string) => ask(client.DELETE('/api/people/{id}/invitation', at(id)));
export const changeRole = (id: string, role: Role) =>
  ask(client.PATCH('/api/people/{id}', { ...at(id), body: { role } }));
export const disableUser = (id: string) => ask(client.POST('/api/people/{id}/disable', at(id)));
export const enableUser = (id: string) => ask(client.POST('/api/people/{id}/enable', at(id)));
