import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewOauthClient, OauthClientChange } from './types';

const at = (id: string) => ({ params: { path: { id } } });

export const OAUTH_CLIENT_KEYS: QueryKey[] = [['oauth-clients']];

export const oauthClientsQuery = queryOptions({
  queryKey: ['oauth-clients'],
  queryFn: () => ask(client.GET('/api/oauth-clients')),
});

export const createOauthClient = (body: NewOauthClient) => ask(client.POST('/api/oauth-clients', { body }));
export const changeOauthClient = (id: string, body: OauthClientChange) =>
  ask(client.PATCH('/api/oauth-clients/{id}', { ...at(id), body }));
export const replaceOauthClientSecret = (id: string) =>
  ask(client.POST('/api/oauth-clients/{id}/secret', at(id)));
export const deleteOauthClient = (id: string) => ask(client.DELETE('/api/oauth-clients/{id}', at(id)));
