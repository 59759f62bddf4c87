/** Crockford base 32: no I, L, O or U, so nothing in a code looks like something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTHS = [6, 8];
// Unicode's blanks, format characters (direction marks, zero-width ones), dashes, connectors, quotes and brackets, and what people
// type in their place, U+30FC being the hyphen of a Japanese keyboard. `kernel/codes.py` has the same two lists.
const SEPARATORS = new RegExp(
  '[\\p{Z}\\p{Cf}\\p{Pd}\\p{Pc}\\p{Pi}\\p{Pf}\\p{Ps}\\p{Pe}' +
    '\\t\\n\\v\\f\\r.,\'"`\\u00b4\\u00b7\\u02bc\\u2022\\u2027\\u2032\\u2033\\u2212\\u3002\\u30fc\\uff02\\uff07\\uff0c\\uff0e\\uff40\\ufe00-\\ufe0f]',
  'gu',
);
const FULL_WIDTH = /[\uff21-\uff3a\uff41-\uff5a]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
const DIGIT = /\p{Nd}/u;
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/u;

export type CodeReading =
  | { code: string }
  | { wrong: 'empty' }
  | { wrong: 'length'; length: number }
  /** A letter of another script: it may look like one of ours. */
  | { wrong: 'keyboard'; character: string }
  | { wrong: 'character'; character: string };

/** Reads a code the way people type it: in any case and grouping, in the digits of any script, O for 0, I or L for 1. */
export function readCode(text: string): CodeReading {
  const symbols = text
    .replace(SEPARATORS, '')
    .replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!symbols) return { wrong: 'empty' };
  const character = [...symbols].find((symbol) => !ALPHABET.includes(symbol));
  if (character) return { wrong: OTHER_LETTER.test(character) ? 'keyboard' : 'character', character };
  if (!LENGTHS.includes(symbols.length)) return { wrong: 'length', length: symbols.length };
  return { code: symbols };
}

/** In Unicode the ten digits of a script follow one another from 0 to 9, so the digits in front of a symbol give its value. */
function digitOf(symbol: string): string {
  const point = symbol.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(point - before - 1))) before++;
  return String(before % 10);
}
