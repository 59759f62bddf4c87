export type AddressTrouble = 'insecure' | 'elsewhere' | 'no-cookies';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** The names of the machine itself. */
const sameOrigin = (one: URL, other: URL) =>
  one.origin === other.origin ||
  (one.protocol === other.protocol &&
    one.port === other.port &&
    [one, other].every(({ hostname }) => LOOPBACK.includes(hostname)));

/** Why signing in, or what comes after it, cannot work where the page was opened. */
export function addressTrouble(here: URL, publicUrl: URL, cookies: boolean): AddressTrouble | null {
  // A browser drops the cookie of an https server when it comes over http.
  if (publicUrl.protocol === 'https:' && here.protocol === 'http:') return 'insecure';
  if (!cookies) return 'no-cookies';
  return sameOrigin(here, publicUrl) ? null : 'elsewhere';
}
