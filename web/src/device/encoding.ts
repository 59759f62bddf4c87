export function base64url(data: ArrayBuffer | Uint8Array): string {
  const text = String.fromCharCode(...new Uint8Array(data));
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function hex(data: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** 128 random bits: enough that nobody guesses or repeats one. */
export function freshNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}
