/** Crockford base 32: no I, L, O or U, so nothing in a code looks like something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTHS = [6, 8];
const SEPARATORS = /[\s.\-_\u00ad\u200b-\u200d\u2010-\u2015\u2212\ufeff]/g;

export type CodeReading =
  | { code: string }
  | { wrong: 'empty' }
  | { wrong: 'length'; length: number }
  | { wrong: 'character'; character: string };

/** Reads a code the way people type it: lower case, blanks, hyphens, O for 0, I or L for 1. */
export function readCode(text: string): CodeReading {
  const symbols = text
    .normalize('NFKC')
    .replace(SEPARATORS, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!symbols) return { wrong: 'empty' };
  const character = [...symbols].find((symbol) => !ALPHABET.includes(symbol));
  if (character) return { wrong: 'character', character };
  if (!LENGTHS.includes(symbols.length)) return { wrong: 'length', length: symbols.length };
  return { code: symbols };
}
