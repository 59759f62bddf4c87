import type { Failure } from './failures';
import { prove } from './proof';
import type { Credential, Vault } from './vault';

const PATIENCE = 15_000;

class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

export interface Answer<T> {
  status: number;
  body: T;
}

type Headers = Record<string, string>;

interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  signal?: AbortSignal;
}

/** Talks to the server: never with cookies, never following a redirect, always with an end. */
export class Api {
  private nonce?: string;
  private clockAhead = 0;

  constructor(private readonly vault: Vault) {}

  /** A call nobody is signed in for. */
  open<T>(call: Call): Promise<Answer<T>> {
    return this.send<T>(call, async () => ({}));
  }

  /** Redeeming: proves the device's key where there is one, so that the credential is bound to it. */
  async redeem<T>(call: Call): Promise<Answer<T>> {
    const key = await this.vault.key();
    return this.send<T>(
      call,
      async (): Promise<Headers> => (key ? { DPoP: await this.prove(key, call) } : {}),
    );
  }

  /** A call as the paired device. */
  async asDevice<T>(call: Call): Promise<Answer<T>> {
    const credential = await this.vault.credential();
    if (!credential) throw new Refusal({ code: 'INVALID_TOKEN', status: 401 });
    return this.send<T>(call, () => this.authorize(credential, call));
  }

  private async authorize(credential: Credential, call: Call): Promise<Headers> {
    const key = credential.bound ? await this.vault.key() : undefined;
    if (!key) return { Authorization: `Bearer ${credential.token}` };
    return { Authorization: `DPoP ${credential.token}`, DPoP: await this.prove(key, call, credential.token) };
  }

  private prove(key: CryptoKeyPair, { method, path }: Call, token?: string): Promise<string> {
    const now = (Date.now() + this.clockAhead) / 1000;
    return prove(key, { method, url: location.origin + path, nonce: this.nonce, token, now });
  }

  private async send<T>(call: Call, headers: () => Promise<Headers>): Promise<Answer<T>> {
    let answer = await this.fetch(call, await headers());
    if (answer.status === 401 && (await failureOf(answer.clone())).code === 'USE_DPOP_NONCE') {
      answer = await this.fetch(call, await headers());
    }
    if (!answer.ok) throw new Refusal(await failureOf(answer));
    return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
  }

  private async fetch(call: Call, headers: Headers): Promise<Response> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    call.signal?.addEventListener('abort', () => limit.abort());
    try {
      const answer = await fetch(call.path, {
        method: call.method,
        headers: call.body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: limit.signal,
      });
      this.learnFrom(answer);
      return answer;
    } catch {
      throw new Refusal({ code: 'NETWORK' });
    } finally {
      clearTimeout(timer);
    }
  }

  private learnFrom({ headers }: Response): void {
    this.nonce = headers.get('DPoP-Nonce') ?? this.nonce;
    const time = Date.parse(headers.get('Date') ?? '');
    if (time) this.clockAhead = time - Date.now();
  }
}

async function failureOf(answer: Response): Promise<Failure> {
  const body = await answer.json().catch(() => ({}));
  const retryAfter = Number(answer.headers.get('Retry-After')) || undefined;
  return {
    code:
      typeof body.code === 'string'
        ? body.code
        : answer.status >= 500
          ? 'UNAVAILABLE'
          : `HTTP_${answer.status}`,
    status: answer.status,
    detail: typeof body.detail === 'string' ? body.detail : undefined,
    retryAfter,
    field: body.errors?.[0]?.field,
    triesLeft: typeof body.attempts_remaining === 'number' ? body.attempts_remaining : undefined,
  };
}

/** The failure behind anything thrown; a fault of our own must not pass as one of the network. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  return { code: 'PAGE_FAULT', detail: 'This page ran into a fault of its own. Reload it and try again.' };
}
