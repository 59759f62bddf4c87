import { base64url, freshNonce } from './encoding';

const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };

export interface ProofOf {
  method: string;
  url: string;
  /** The newest nonce of the server, once it has sent one. */
  nonce?: string;
  token?: string;
  /** Seconds since 1970 by the server's clock: the clock of a tablet may be wrong. */
  now: number;
}

/** A DPoP proof (RFC 9449): shows that this request comes from the holder of the key. */
export async function prove(key: CryptoKeyPair, of: ProofOf): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const { origin, pathname } = new URL(of.url);
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
  const claims = {
    jti: freshNonce(),
    htm: of.method,
    htu: origin + pathname,
    iat: Math.floor(of.now),
    nonce: of.nonce,
    ath: of.token && base64url(await digest(of.token)),
  };
  const signed = `${part(header)}.${part(claims)}`;
  const signature = await crypto.subtle.sign(SIGNATURE, key.privateKey, bytes(signed));
  return `${signed}.${base64url(signature)}`;
}

function part(value: unknown): string {
  return base64url(bytes(JSON.stringify(value)));
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', bytes(text));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
