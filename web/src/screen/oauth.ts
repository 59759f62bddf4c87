import { prove } from '../device/proof';
import type { Keep, Tokens } from './keep';
import type { Request } from './machine';

/** The public client that every server has for this page. */
const CLIENT = 'handfast-screen';
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
/** A client can be set so that a poll waits half a minute for the decision. */
const TIME_LIMIT = 45_000;

/** An error of RFC 6749, 8628 or 9449; `network` where no answer of this server came. */
export interface OAuthError {
  error: string;
  /** Milliseconds. */
  retryIn?: number;
  number?: number;
}

type Fields = Record<string, unknown>;
type Answer<T> = { ok: T } | OAuthError;

export const isError = <T>(answer: Answer<T>): answer is OAuthError => 'error' in (answer as object);

/** The endpoints of OAuth, as a public client whose key proves each request where there is one. */
export class OAuth {
  private nonce?: string;
  private clockAhead = 0;

  constructor(private readonly keep: Pick<Keep, 'key'>) {}

  /** RFC 8628, 3.1. */
  authorize(about: { device_name: string; platform: string }): Promise<Answer<Request>> {
    return this.post('/oauth/device_authorization', about, requestOf);
  }

  /** RFC 8628, 3.4. */
  poll(deviceCode: string): Promise<Answer<Tokens>> {
    return this.post('/oauth/token', { grant_type: DEVICE_CODE, device_code: deviceCode }, tokensOf);
  }

  /** The same token may be sent again after a lost answer: it brings the same successor. */
  refresh(token: string): Promise<Answer<Tokens>> {
    return this.post('/oauth/token', { grant_type: 'refresh_token', refresh_token: token }, tokensOf);
  }

  private async post<T>(path: string, fields: Record<string, string>, read: Read<T>): Promise<Answer<T>> {
    const answer = await this.send(path, fields, read);
    return isError(answer) && answer.error === 'use_dpop_nonce' ? this.send(path, fields, read) : answer;
  }

  private async send<T>(path: string, fields: Record<string, string>, read: Read<T>): Promise<Answer<T>> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), TIME_LIMIT);
    try {
      const response = await fetch(path, {
        method: 'POST',
        headers: await this.proof(path),
        body: new URLSearchParams({ client_id: CLIENT, ...fields }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: limit.signal,
      });
      this.learnFrom(response);
      return readAnswer(response, await response.json(), read);
    } catch {
      return { error: 'network' };
    } finally {
      clearTimeout(timer);
    }
  }

  private async proof(path: string): Promise<Record<string, string>> {
    const key = await this.keep.key();
    if (!key) return {};
    const now = (Date.now() + this.clockAhead) / 1000;
    const of = { method: 'POST', url: location.origin + path, now, ...(this.nonce && { nonce: this.nonce }) };
    return { DPoP: await prove(key, of) };
  }

  private learnFrom({ headers }: Response): void {
    this.nonce = headers.get('DPoP-Nonce') ?? this.nonce;
    const time = Date.parse(headers.get('Date') ?? '');
    if (time) this.clockAhead = time - Date.now();
  }
}

type Read<T> = (body: Fields) => T | undefined;

/** Whatever is neither an answer of this server nor an error of OAuth comes from something between, and changes nothing. */
function readAnswer<T>(response: Response, body: unknown, read: Read<T>): Answer<T> {
  if (typeof body !== 'object' || body === null) return { error: 'network' };
  const fields = body as Fields;
  if (response.ok) {
    const ok = read(fields);
    return ok === undefined ? { error: 'network' } : { ok };
  }
  if (typeof fields.error !== 'string') return { error: 'network' };
  const wait = Number(response.headers.get('Retry-After')) * 1000;
  return {
    error: fields.error,
    ...(wait > 0 && { retryIn: wait }),
    ...(typeof fields.number === 'number' && { number: fields.number }),
  };
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const milliseconds = (seconds: unknown) => (typeof seconds === 'number' ? seconds * 1000 : undefined);

function requestOf(body: Fields): Request | undefined {
  const [deviceCode, userCode] = [text(body.device_code), text(body.user_code)];
  const [address, life] = [text(body.verification_uri), milliseconds(body.expires_in)];
  if (!deviceCode || !userCode || !address || !life) return undefined;
  return {
    deviceCode,
    userCode,
    address,
    link: text(body.verification_uri_complete) ?? address,
    expiresAt: Date.now() + life,
    interval: milliseconds(body.interval) ?? 5_000,
  };
}

function tokensOf(body: Fields): Tokens | undefined {
  const [access, refresh] = [text(body.access_token), text(body.refresh_token)];
  const life = milliseconds(body.expires_in);
  if (!access || !refresh || !life) return undefined;
  return { access, refresh, accessUntil: Date.now() + life, bound: body.token_type === 'DPoP' };
}
