import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewRecipient } from './types';

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: () => ask(client.GET('/api/notices')),
});

export const markNoticesRead = (until: number) => ask(client.PUT('/api/notices/read', { body: { until } }));

export const recipientsQuery = queryOptions({
  queryKey: ['recipients'],
  queryFn: () => ask(client.GET('/api/notice-recipients')),
});

export const addRecipient = (body: NewRecipient) => ask(client.POST('/api/notice-recipients', { body }));

export const changeRecipient = (id: string, body: Omit<NewRecipient, 'email'>) =>
  ask(client.PATCH('/api/notice-recipients/{id}', { params: { path: { id } }, body }));

export const removeRecipient = (id: string) =>
  ask(client.DELETE('/api/notice-recipients/{id}', { params: { path: { id } } }));

export const confirmAddress = (token: string) =>
  ask(client.POST('/api/notice-recipients/confirm', { body: { token } }));
