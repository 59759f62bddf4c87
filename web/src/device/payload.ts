import type { Sent } from '../api/bodies';
import type { paths } from '../api/schema';
import { type CodeReading, readCode } from './code';

/** A pairing code as it came in: the token of a QR code, a code that somebody typed, or a JSON card with its id. */
export type PresentedCode =
  | { kind: 'token'; token: string }
  | { kind: 'typed'; code: string; text: string }
  | { kind: 'card'; codeId: string; code: string; restaurantId: string };

export type Reading =
  | { presented: PresentedCode }
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
  if (token) return { presented: { kind: 'token', token } };
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
  return address && 'presented' in readFragment(fragment ?? '') ? { refused: 'elsewhere', address } : FOREIGN;
}

/** Reads what somebody typed or pasted into the code field: a whole link counts too. */
export function readEntry(text: string, origin: string): Reading | Extract<CodeReading, { wrong: unknown }> {
  const entry = text.trim();
  const reading = readCode(entry);
  if ('code' in reading) return { presented: { kind: 'typed', code: reading.code, text: entry } };
  return /[:/#{]/.test(entry) ? readPayload(entry, origin) : reading;
}

/** The JSON card `{restaurantId, codeId, code}`; other keys are ignored. */
function readCard(text: string): Reading {
  // Of two equal keys JSON.parse takes the last, and another parser may take the first. Ids and codes need no escapes, so cards
  // with either are refused, and every parser reads the same card.
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
    presented: {
      kind: 'card',
      restaurantId: String(restaurantId),
      codeId: String(codeId),
      code: reading.code,
    },
  };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The fields by which the server takes a presented code. */
export function presentedFields(presented: PresentedCode): Sent<paths['/api/pairing/preview']['post']> {
  switch (presented.kind) {
    case 'token':
      return { token: presented.token };
    case 'typed':
      return { code: presented.code };
    case 'card':
      return { restaurantId: presented.restaurantId, codeId: presented.codeId, code: presented.code };
  }
}
