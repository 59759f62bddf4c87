import { queryOptions } from '@tanstack/react-query';
import { ask, client, sendAs } from './client';
import { ownProblem } from './problem';
import { isSignedOut, noticeSignedOut, queryClient } from './queries';
import { notifyOtherTabs } from './tabs';
import type { NextStep, Session } from './types';

const KEY = ['session'];

const shownSession = () => queryClient.getQueryData<Session | null>(KEY) ?? null;

const fetchSession = () => ask(client.GET('/api/session'));

/** Removes the data of the last person from memory. */
function forgetData(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

function show(session: Session): Session {
  if (shownSession()?.person.id !== session.person.id) forgetData();
  sendAs(session);
  queryClient.setQueryData(KEY, session);
  return session;
}

/** A new session counts once the browser has kept its cookie: without one the next page would ask to sign in again, and not say why. */
async function enter(session: Session): Promise<Session> {
  sendAs(session);
  try {
    await fetchSession();
  } catch (error) {
    sendAs(shownSession());
    throw isSignedOut(error) ? ownProblem('COOKIE_NOT_KEPT') : error;
  }
  notifyOtherTabs();
  return show(session);
}

/** The signed-in person, or null. Being signed out is an answer here, not an error. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await fetchSession();
      sendAs(session);
      return session;
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
});

/** Asks the server who is signed in now. If the page shows somebody else, it goes to the sign-in page, reloads, or leaves the sign-in page. */
export async function checkSession(): Promise<void> {
  if (shownSession()) await fetchSession().then(show, noticeSignedOut);
  else void queryClient.refetchQueries({ queryKey: KEY, type: 'active' });
}

/** The second step that is left to do, or null when the person is signed in. */
export async function signIn(email: string, password: string): Promise<NextStep | null> {
  const answer = await ask(client.POST('/api/session', { body: { email, password } }));
  if ('token' in answer) return answer;
  await enter(answer);
  return null;
}

/** Apps show six digits; whatever else is typed can only be a recovery code. */
const typedCode = (typed: string) =>
  /^\d{6}$/.test(typed.replace(/[\s-]/g, '')) ? { code: typed } : { recovery_code: typed };

export const finishSignIn = async ({ token }: NextStep, typed: string) =>
  enter(await ask(client.POST('/api/session/second-factor', { body: { token, ...typedCode(typed) } })));

export async function signOut(): Promise<void> {
  await ask(client.DELETE('/api/session'));
  notifyOtherTabs();
}

export function forgetSession(): void {
  sendAs(null);
  forgetData();
  queryClient.setQueryData(KEY, null);
}

export const changePassword = async (current_password: string, new_password: string, keep_tokens: string[]) =>
  show(
    await ask(client.PUT('/api/session/password', { body: { current_password, new_password, keep_tokens } })),
  );

export const confirmSession = (current_password: string) =>
  ask(client.POST('/api/session/confirm', { body: { current_password } }));

export const confirmByCode = (typed: string) =>
  ask(client.POST('/api/session/confirm', { body: typedCode(typed) }));

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

export const setUp = async (body: FirstRun) => enter(await ask(client.POST('/api/setup', { body })));

export const fetchInvitation = (token: string) =>
  ask(client.POST('/api/invitations/look', { body: { token } }));

export const redeemInvitation = async (token: string, name: string, password: string) =>
  enter(await ask(client.POST('/api/invitations/redeem', { body: { token, name, password } })));

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => ask(client.GET('/api/sessions')),
});

export const endSession = (id: string) =>
  ask(client.DELETE('/api/sessions/{id}', { params: { path: { id } } }));

export async function signOutEverywhere(): Promise<void> {
  await ask(client.DELETE('/api/sessions'));
  notifyOtherTabs();
}
