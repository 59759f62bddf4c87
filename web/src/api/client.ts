import createClient from 'openapi-fetch';
import { passwordTyped } from './confirmation';
import { type Code, ownProblem, problemFrom } from './problem';
import type { paths } from './schema';
import { learnServerTime } from './serverTime';

/**
 * The person whom this page shows, and the token of their session.
 *
 * The cookie belongs to the whole browser: another tab may sign in as somebody else at any moment. So every request, reads
 * too, says whom the page shows, and the server refuses it when the cookie is somebody else's.
 */
let shown = { personId: '', csrfToken: '' };
let onSomebodyElse = () => {};
let onSecondFactorNeeded = () => {};

export function sendAs(session: { person: { id: string }; csrf_token: string } | null): void {
  shown = { personId: session?.person.id ?? '', csrfToken: session?.csrf_token ?? '' };
}

/** What to do when the browser's session has become somebody else's. */
export function whenSomebodyElse(act: () => void): void {
  onSomebodyElse = act;
}

/** What to do when the server does nothing before a second factor is set up. */
export function whenSecondFactorIsNeeded(act: () => void): void {
  onSecondFactorNeeded = act;
}

/** For a link to a file, which can carry no header. */
export function linkAsShown(path: string, query: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ ...query, ...(shown.personId && { signed_in_as: shown.personId }) })}`;
}

async function send(request: Request): Promise<Response> {
  // A call about the browser's session, whomever the page shows, brings its own.
  if (!request.headers.has('X-Signed-In-As')) {
    if (shown.personId) request.headers.set('X-Signed-In-As', shown.personId);
    if (request.method !== 'GET') request.headers.set('X-CSRF-Token', shown.csrfToken);
  }
  const response = await fetch(request).catch(() => {
    throw ownProblem('OFFLINE');
  });
  learnServerTime(response);
  const code = await codeOf(response);
  if (code === 'SIGNED_IN_AS_ANOTHER') onSomebodyElse();
  if (code === 'SECOND_FACTOR_NEEDED') onSecondFactorNeeded();
  return response;
}

async function codeOf(response: Response): Promise<Code | undefined> {
  if (response.status !== 403 && response.status !== 409) return undefined;
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { code?: Code } | null;
  return body?.code;
}

/** Fetches a new token, since the session may have been renewed in another tab. If somebody else is signed in now, the server refuses. */
async function renewToken(): Promise<boolean> {
  const { personId } = shown;
  const response = await send(new Request('/api/session'));
  if (!response.ok) return false;
  const session = await response.json();
  if (session.person.id !== personId) return false;
  sendAs(session);
  return true;
}

/** What makes the server accept the same request after it was refused with this code. */
const REMEDIES = new Map<Code | undefined, () => Promise<boolean>>([
  ['CSRF_FAILED', renewToken],
  ['REAUTHENTICATION_REQUIRED', passwordTyped],
]);

async function sendAsShown(request: Request, refusedBefore?: Code): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  const code = await codeOf(response);
  const remedy = REMEDIES.get(code);
  if (!shown.personId || !remedy || code === refusedBefore || !(await remedy())) return response;
  return sendAsShown(again, code);
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => sendAsShown(request),
});

/** Turns openapi-fetch's pair of data and error into a value or a thrown problem. */
export async function ask<Data>(
  pending: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await pending;
  if (!response.ok) throw problemFrom(response, error);
  return data as Data;
}
