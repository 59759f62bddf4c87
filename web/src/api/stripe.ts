import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';

export const stripeQuery = queryOptions({
  queryKey: ['stripe'],
  queryFn: () => ask(client.GET('/api/tenant/stripe')),
});

export const addSigningSecret = (secret: string) =>
  ask(client.POST('/api/tenant/stripe/secrets', { body: { secret } }));
export const removeSigningSecret = (id: string) =>
  ask(client.DELETE('/api/tenant/stripe/secrets/{id}', { params: { path: { id } } }));
