export interface FieldProblem {
  field: string;
  message: string;
}

/** Any answer that is not a success, with the machine code the screens choose their words by. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfter: number | null = null,
    readonly fields: FieldProblem[] = [],
    readonly triesLeft: number | null = null,
  ) {
    super(detail || code);
  }
}

export const OFFLINE = 'OFFLINE';

export function problemFrom(response: Response, body: unknown): ApiProblem {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiProblem(
    response.status,
    typeof told.code === 'string' ? told.code : `HTTP_${response.status}`,
    typeof told.detail === 'string' ? told.detail : '',
    Number.isFinite(retryAfter) && retryAfter > 0 ? Math.ceil(retryAfter) : null,
    Array.isArray(told.errors) ? (told.errors as FieldProblem[]) : [],
    typeof told.attempts_remaining === 'number' ? told.attempts_remaining : null,
  );
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
