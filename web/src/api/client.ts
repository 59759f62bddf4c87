import createClient from 'openapi-fetch';
import { ApiProblem, OFFLINE, problemFrom } from './problem';
import type { paths } from './schema';

let csrfToken = '';

export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new ApiProblem(0, OFFLINE, '');
  }
}

async function tokenIsStale(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { code?: string } | null;
  return body?.code === 'CSRF_FAILED';
}

async function freshToken(): Promise<boolean> {
  const response = await send(new Request('/api/session'));
  if (!response.ok) return false;
  rememberCsrfToken(((await response.json()) as { csrf_token: string }).csrf_token);
  return true;
}

/** Another tab may have renewed the session: take its token and try once more before telling anyone. */
async function sendWithToken(request: Request): Promise<Response> {
  if (request.method === 'GET') return send(request);
  const again = request.clone();
  request.headers.set('X-CSRF-Token', csrfToken);
  const response = await send(request);
  if (!(await tokenIsStale(response)) || !(await freshToken())) return response;
  again.headers.set('X-CSRF-Token', csrfToken);
  return send(again);
}

export const client = createClient<paths>({ baseUrl: window.location.origin, fetch: sendWithToken });

/** Turns openapi-fetch's pair of data and error into a value or a thrown problem. */
export async function ask<Data>(
  pending: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await pending;
  if (!response.ok) throw problemFrom(response, error);
  return data as Data;
}
