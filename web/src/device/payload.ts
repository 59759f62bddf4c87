import type { Sent } from '../api/bodies';
import type { paths } from '../api/schema';
import { type CodeReading, readCode } from './code';

/** What a person or a QR code hands us to redeem. */
export type Claim =
  | { kind: 'token'; token: string }
  | { kind: 'typed'; code: string; text: string }
  | { kind: 'card'; codeId: string; code: string; restaurantId: string };

export type Reading =
  | { claim: Claim }
  | { refused: 'foreign' | 'newer' }
  /** A pairing link of the server at that address, which may be this one under another name. */
  | { refused: 'elsewhere'; address: string };

const LONGEST = 512;
const VERSION_ONE = /^1\.(?:[0-9A-HJKMNP-TV-Z]{6}|[0-9A-HJKMNP-TV-Z]{8})\.([A-Za-z0-9_-]{22})$/;
const ANY_LINK = /^(https?:\/\/(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?)\/p#(.*)$/;
const OTHER_VERSION = /^\d{1,3}\./;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FOREIGN: Reading = { refused: 'foreign' };

/** Reads the part behind `#` of a pairing link: `1.CODE.TOKEN`. */
export function readFragment(fragment: string): Reading {
  const token = VERSION_ONE.exec(fragment)?.[1];
  if (token) return { claim: { kind: 'token', token } };
  return OTHER_VERSION.test(fragment) ? { refused: 'newer' } : FOREIGN;
}

/**
 * Reads the text of a QR code. Links are compared as text, never parsed and never opened:
 * a URL parser would accept user names, default ports and look-alike hosts.
 */
export function readPayload(text: string, origin: string): Reading {
  if (new TextEncoder().encode(text).length > LONGEST) return FOREIGN;
  const link = `${origin}/p#`;
  if (text.startsWith(link)) return readFragment(text.slice(link.length));
  if (text.startsWith('{')) return readCard(text);
  const [, address, fragment] = ANY_LINK.exec(text) ?? [];
  return address && 'claim' in readFragment(fragment ?? '') ? { refused: 'elsewhere', address } : FOREIGN;
}

/** Reads what somebody typed or pasted into the code field: a whole link counts too. */
export function readEntry(text: string, origin: string): Reading | Extract<CodeReading, { wrong: unknown }> {
  const entry = text.trim();
  const reading = readCode(entry);
  if ('code' in reading) return { claim: { kind: 'typed', code: reading.code, text: entry } };
  return /[:/#{]/.test(entry) ? readPayload(entry, origin) : reading;
}

/** The JSON card `{restaurantId, codeId, code}`; other keys are ignored. */
function readCard(text: string): Reading {
  // JSON.parse keeps the last of two equal keys, another reader may keep the first. Ids and codes
  // never need an escape, so refusing both leaves one meaning.
  if (text.includes('\\') || ['restaurantId', 'codeId', 'code'].some((key) => count(text, `"${key}"`) > 1)) {
    return FOREIGN;
  }
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch {
    return FOREIGN;
  }
  const { restaurantId, codeId, code } = card as Record<string, unknown>;
  if (![restaurantId, codeId].every((id) => typeof id === 'string' && UUID.test(id))) return FOREIGN;
  const reading = typeof code === 'string' ? readCode(code) : undefined;
  if (!reading || !('code' in reading)) return FOREIGN;
  return {
    claim: { kind: 'card', restaurantId: String(restaurantId), codeId: String(codeId), code: reading.code },
  };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The fields of a claim as the server expects them. */
export function claimFields(claim: Claim): Sent<paths['/api/pairing/preview']['post']> {
  switch (claim.kind) {
    case 'token':
      return { token: claim.token };
    case 'typed':
      return { code: claim.code };
    case 'card':
      return { restaurantId: claim.restaurantId, codeId: claim.codeId, code: claim.code };
  }
}
