import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: () => ask(client.GET('/api/session/second-factors')),
});

export const startTotp = () => ask(client.POST('/api/session/totp'));

export const confirmTotp = (code: string) =>
  ask(client.POST('/api/session/totp/confirm', { body: { code } }));

export const removeTotp = () => ask(client.DELETE('/api/session/totp'));

export const renewRecoveryCodes = () => ask(client.POST('/api/session/recovery-codes'));
