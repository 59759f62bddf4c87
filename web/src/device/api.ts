import type { components, paths } from '../api/schema';
import type { Code } from './codes';
import { type Failure, OWN_FAULTS } from './failures';
import { prove } from './proof';
import { StoreFault } from './store';
import type { Credential, Vault } from './vault';

const TIME_LIMIT = 15_000;

export class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

export interface Answer<T> {
  status: number;
  body: T;
}

type Headers = Record<string, string>;

interface Call<T> {
  method: 'GET' | 'POST' | 'DELETE';
  path: keyof paths;
  body?: unknown;
  signal?: AbortSignal;
  /** Whether the body is one that the server gives to this call; absent where the answer has no body. */
  is?: (body: unknown) => body is T;
}

/** Sends requests to the server: without cookies, without following redirects, and with a time limit. */
export class Api {
  private nonce?: string;
  private clockAhead = 0;

  constructor(private readonly vault: Pick<Vault, 'credential' | 'key' | 'keptKey'>) {}

  /** A call nobody is signed in for. */
  open<T>(call: Call<T>): Promise<Answer<T>> {
    return this.send(call, async () => ({}));
  }

  /** Redeeming: proves the device's key where there is one, so that the credential is bound to it. */
  async redeem<T>(call: Call<T>): Promise<Answer<T>> {
    const key = await this.vault.key();
    return this.send(call, async (): Promise<Headers> => (key ? { DPoP: await this.prove(key, call) } : {}));
  }

  /** A call as the paired device. */
  async asDevice<T>(call: Call<T>): Promise<Answer<T>> {
    const credential = await this.vault.credential();
    const key = credential?.bound ? await this.vault.keptKey() : undefined;
    if (!credential || (credential.bound && !key)) throw new Refusal({ code: 'STORAGE_CLEARED' });
    return this.send(call, () => this.authorize(credential, key, call));
  }

  private async authorize(
    { token }: Credential,
    key: CryptoKeyPair | undefined,
    call: Call<unknown>,
  ): Promise<Headers> {
    if (!key) return { Authorization: `Bearer ${token}` };
    return { Authorization: `DPoP ${token}`, DPoP: await this.prove(key, call, token) };
  }

  private prove(key: CryptoKeyPair, { method, path }: Call<unknown>, token?: string): Promise<string> {
    const now = (Date.now() + this.clockAhead) / 1000;
    return prove(key, { method, url: location.origin + path, nonce: this.nonce, token, now });
  }

  private async send<T>(call: Call<T>, headers: () => Promise<Headers>): Promise<Answer<T>> {
    try {
      return await this.fetch(call, await headers());
    } catch (error) {
      if (!(error instanceof Refusal) || error.failure.code !== 'USE_DPOP_NONCE') throw error;
      return this.fetch(call, await headers());
    }
  }

  private async fetch<T>(call: Call<T>, headers: Headers): Promise<Answer<T>> {
    const { response, text } = await transfer(call, headers);
    const answer = readAnswer(call, response, text);
    this.learnFrom(response);
    if ('code' in answer) throw new Refusal(answer);
    return answer;
  }

  private learnFrom({ headers }: Response): void {
    this.nonce = headers.get('DPoP-Nonce') ?? this.nonce;
    const time = Date.parse(headers.get('Date') ?? '');
    if (time) this.clockAhead = time - Date.now();
  }
}

async function transfer(
  call: Call<unknown>,
  headers: Headers,
): Promise<{ response: Response; text: string }> {
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, TIME_LIMIT);
  if (call.signal?.aborted) stop();
  call.signal?.addEventListener('abort', stop);
  try {
    const response = await fetch(call.path, {
      method: call.method,
      headers: call.body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: limit.signal,
    });
    return { response, text: await response.text() };
  } catch {
    throw new Refusal({ code: 'NETWORK' });
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', stop);
  }
}

/**
 * Reads an answer of this server: JSON of the expected type and shape. Anything else comes from something between (a proxy, the
 * sign-in page of a Wi-Fi) and must not change the state of the pairing: it throws.
 */
function readAnswer<T>(call: Call<T>, response: Response, text: string): Answer<T> | Failure {
  const { status } = response;
  if (status === 204 && !call.is) return { status, body: undefined as T };
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0]?.trim();
  const body = type === 'application/json' || type === 'application/problem+json' ? parse(text) : undefined;
  if (response.ok && type === 'application/json' && call.is?.(body)) return { status, body };
  if (!response.ok && type === 'application/problem+json' && hasCode(body)) return failureOf(response, body);
  throw new Refusal({ code: status >= 500 ? 'UNAVAILABLE' : 'FOREIGN_ANSWER', status });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of what a problem may hold only the code is checked before it is read. */
type Problem = { [Name in keyof components['schemas']['Problem']]?: unknown } & {
  code: string;
  errors?: { field?: string }[];
};

function hasCode(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string';
}

function failureOf({ status, headers }: Response, problem: Problem): Failure {
  const { detail, cause, attempts_remaining: triesLeft, errors } = problem;
  return {
    code: problem.code as Code,
    status,
    detail: typeof detail === 'string' ? detail : undefined,
    cause: typeof cause === 'string' ? cause : undefined,
    retryAfter: Number(headers.get('Retry-After')) || undefined,
    field: errors?.[0]?.field,
    triesLeft: typeof triesLeft === 'number' ? triesLeft : undefined,
  };
}

/** The failure to show for an error. Only a `Refusal` comes from the server or the network; anything else is an error of this page. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  return { code: error instanceof StoreFault ? OWN_FAULTS[1] : OWN_FAULTS[0] };
}
