import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { NewProvider } from './types';

/** The providers that the sign-in page offers: the server's, and that of the company that its address names. */
export const offeredProvidersQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ['offered-providers', company ?? null],
    queryFn: () => ask(client.GET('/api/sso/providers', { params: { query: { company: company ?? null } } })),
  });

/** The address at the provider, where the browser goes on. */
export const startSignIn = async (company: string | null, return_to: string) =>
  (await ask(client.POST('/api/sso/start', { body: { company, return_to } }))).url;

export const startConfirmation = async (return_to: string) =>
  (await ask(client.POST('/api/sso/confirm', { body: { return_to } }))).url;

export const connectProvider = (token: string) => ask(client.POST('/api/sso/connect', { body: { token } }));

export const signInMethodsQuery = queryOptions({
  queryKey: ['sign-in-methods'],
  queryFn: () => ask(client.GET('/api/session/sign-in-methods')),
});

export const companySignInQuery = queryOptions({
  queryKey: ['company-sign-in'],
  queryFn: () => ask(client.GET('/api/tenant/sso')),
});

export const setProvider = (body: NewProvider) => ask(client.PUT('/api/tenant/sso', { body }));
export const removeProvider = () => ask(client.DELETE('/api/tenant/sso'));
export const checkProvider = (issuer: string) =>
  ask(client.POST('/api/tenant/sso/check', { body: { issuer } }));
