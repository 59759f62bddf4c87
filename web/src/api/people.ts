import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewPerson, Person, Role } from './types';

export interface PeopleFilter {
  search?: string | undefined;
  role?: Role | undefined;
  status?: Person['status'] | undefined;
}

export const PEOPLE_KEYS: QueryKey[] = [['people']];

const at = (id: string) => ({ params: { path: { id } } });

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['people', filter],
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
export const peopleNamesQuery = queryOptions({
  queryKey: ['people', 'names'],
  queryFn: () => ask(client.GET('/api/people', { params: { query: { limit: 100 } } })),
});

export const invitePerson = (body: NewPerson) => ask(client.POST('/api/people', { body }));
export const renewInvitation = (id: string, send_mail: boolean) =>
  ask(client.POST('/api/people/{id}/invitation', { ...at(id), body: { send_mail } }));
export const cancelInvitation = (id: string) => ask(client.DELETE('/api/people/{id}/invitation', at(id)));
export const changeRole = (id: string, role: Role) =>
  ask(client.PATCH('/api/people/{id}', { ...at(id), body: { role } }));
export const disablePerson = (id: string) => ask(client.POST('/api/people/{id}/disable', at(id)));
export const enablePerson = (id: string) => ask(client.POST('/api/people/{id}/enable', at(id)));
