import { queryOptions } from '@tanstack/react-query';
import { ask, client, sendAs, whenSecondFactorIsNeeded } from './client';
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
export async function enter(session: Session): Promise<Session> {
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

/**
 * Asks the server who is signed in now. If the page shows somebody else, it goes to the sign-in page, reloads, stands still, or leaves
 * the sign-in page. True if the page shows what the browser's session acts for.
 */
export async function checkSession(): Promise<boolean> {
  if (!shownSession()) {
    void queryClient.refetchQueries({ queryKey: KEY, type: 'active' });
    return false;
  }
  try {
    show(await fetchSession());
    return true;
  } catch (error) {
    noticeSignedOut(error);
    return false;
  }
}

// The company may have begun to require it while somebody was signed in: the page then leads them to set it up.
whenSecondFactorIsNeeded(() => void checkSession());

/** The session of this browser, also if the page shows another. */
export const fetchBrowserSession = () =>
  ask(client.GET('/api/session', { headers: { 'X-Signed-In-As': '' } }));

/** Goes on for another company, or for the server (null), by a new session in place of `now`, the browser's. */
export async function switchCompany(now: Session, tenant_id: string | null): Promise<Session> {
  const headers = { 'X-Signed-In-As': now.person.id, 'X-CSRF-Token': now.csrf_token };
  const session = await ask(client.POST('/api/session/switch', { body: { tenant_id }, headers }));
  notifyOtherTabs();
  return session;
}

/** The page shows this person again: the one that it showed before. */
export function showAgain(session: Session): void {
  show(session);
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
}
/**
 * Signs in to the company that is named, else to the one used last. The second step that is left to do, or null when the person is
 * signed in.
 */
export async function signIn(
  email: string,
  password: string,
  tenant_id: string | null = null,
): Promise<NextStep | null> {
  const answer = await ask(client.POST('/api/session', { body: { email, password, tenant_id } }));
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

/** Without a password for whoever is signed in to the account that is invited. */
export const redeemInvitation = async (token: string, name: string, password: string | null) =>
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
