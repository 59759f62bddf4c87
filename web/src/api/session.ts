import { queryOptions } from '@tanstack/react-query';
import { ask, client, rememberCsrfToken } from './client';
import { isSignedOut, queryClient } from './queries';
import type { Session } from './types';

const KEY = ['session'];

function accept(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  queryClient.setQueryData(KEY, session);
  return session;
}

/** The signed-in person, or null. Being signed out is an answer here, not an error. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await ask(client.GET('/api/session'));
      rememberCsrfToken(session.csrf_token);
      return session;
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
});

export const signIn = async (email: string, password: string) =>
  accept(await ask(client.POST('/api/session', { body: { email, password } })));

export const signOut = () => ask(client.DELETE('/api/session'));

/** Nothing of the last person may stay on the screen or in memory for the next one. */
export function forgetSession(): void {
  rememberCsrfToken('');
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
  queryClient.setQueryData(KEY, null);
}

export const changePassword = async (current_password: string, new_password: string) =>
  accept(await ask(client.PUT('/api/session/password', { body: { current_password, new_password } })));

export const askForReset = (email: string) => ask(client.POST('/api/password-resets', { body: { email } }));

export const redeemReset = (token: string, new_password: string) =>
  ask(client.POST('/api/password-resets/redeem', { body: { token, new_password } }));

export interface FirstRun {
  token: string;
  tenant_name: string;
  owner_name: string;
  owner_email: string;
  password: string;
}

export const setUp = async (body: FirstRun) => accept(await ask(client.POST('/api/setup', { body })));

export const lookAtInvitation = (token: string) =>
  ask(client.POST('/api/invitations/look', { body: { token } }));

export const redeemInvitation = async (token: string, name: string, password: string) =>
  accept(await ask(client.POST('/api/invitations/redeem', { body: { token, name, password } })));

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => ask(client.GET('/api/sessions')),
});

export const endSession = (id: string) =>
  ask(client.DELETE('/api/sessions/{id}', { params: { path: { id } } }));

export const signOutEverywhere = () => ask(client.DELETE('/api/sessions'));
