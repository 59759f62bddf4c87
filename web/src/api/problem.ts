import type { components } from './schema';

/** Why something was not done: the server's reasons, and those this page finds by itself. */
export type Code = components['schemas']['Problem']['code'] | OwnCode;

type OwnCode =
  /** No answer came. */
  | 'OFFLINE'
  /** The server signed somebody in, and the browser did not keep the cookie. */
  | 'COOKIE_NOT_KEPT'
  /** The authenticator holds a passkey of the account already. */
  | 'PASSKEY_HERE_ALREADY'
  /** The browser could not ask for a passkey. */
  | 'PASSKEY_FAILED'
  /** A device was to be removed and is still in use. */
  | 'STILL_IN_USE';

type FieldProblem = components['schemas']['FieldProblem'];

/** Any answer that is not a success. A newer server, or a proxy in front of it, may give a code this page does not know. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfter: number | null = null,
    readonly fields: FieldProblem[] = [],
    readonly triesLeft: number | null = null,
    /** For which company it would have been done, if not for the one that the session acts for. */
    readonly company: { id: string; name: string } | null = null,
    /** To choose from, after a wrong one. */
    readonly numbers: number[] | null = null,
  ) {
    super(detail || code);
  }
}

export const ownProblem = (code: OwnCode) => new ApiProblem(0, code, '');

export function problemFrom(response: Response, body: unknown): ApiProblem {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiProblem(
    response.status,
    typeof problem.code === 'string' ? problem.code : `HTTP_${response.status}`,
    typeof problem.detail === 'string' ? problem.detail : '',
    Number.isFinite(retryAfter) && retryAfter > 0 ? Math.ceil(retryAfter) : null,
    Array.isArray(problem.errors) ? (problem.errors as FieldProblem[]) : [],
    typeof problem.attempts_remaining === 'number' ? problem.attempts_remaining : null,
    (problem.company as ApiProblem['company'] | undefined) ?? null,
    Array.isArray(problem.numbers) ? (problem.numbers as number[]) : null,
  );
}

export function hasCode(error: unknown, ...codes: Code[]): boolean {
  return error instanceof ApiProblem && codes.some((code) => code === error.code);
}
