import { plural } from '../ui/format';

const BLANKS = /[\s\u00a0\u2007\u2009\u202f\u200b]/g;
const SEPARATORS = /[\u2010-\u2015._-]/g;

/** `known`: nine digits, or any ID that the server knows already. */
export type IdFormat = 'known' | 'strict9' | 'any';

/** What a person meant by `123 456 789`, `123-456-789` or a copy with hard blanks in it. In a name the dots and hyphens count. */
export function bareId(typed: string): string {
  const id = typed.replace(BLANKS, '');
  const digits = id.replace(SEPARATORS, '');
  return isNumber(digits) ? digits : id;
}

/** Most IDs are numbers; some owners chose a name. */
export const isNumber = (text: string) => /^[0-9]*$/.test(text);

/** In threes from the right, as the app shows it: `1 482 093 765`. Names that stand in for numbers stay as they are. */
export function grouped(id: string): string {
  return isNumber(id) ? id.replace(/\B(?=(?:\d{3})+$)/g, ' ') : id;
}

/** While typing, groups fill from the left, so that what is typed already stays where it is. */
function groupedWhileTyping(digits: string): string {
  return digits.length > 9 ? grouped(digits) : digits.replace(/\d{3}(?=\d)/g, '$& ');
}

/** Replaces the blanks within IDs, so that no ID is broken at the end of a line. */
export const withWholeIds = (sentence: string) => sentence.replace(/(\d) (?=\d{3}(?!\d))/g, '$1\u00a0');

interface Typed {
  text: string;
  caret: number;
}

/** The field's text in groups, with the caret behind the same digit as before. */
export function regroup({ text, caret }: Typed, deletedForward = false): Typed {
  const bare = bareId(text);
  if (!isNumber(bare)) return { text, caret };
  const next = groupedWhileTyping(bare);
  let ahead = bareId(text.slice(0, caret)).length;
  let at = 0;
  while (ahead > 0) if (next[at++] !== ' ') ahead--;
  // "Delete" in front of a blank took the blank, which is back now: step over it, or the key would never get further.
  if (deletedForward && next[at] === ' ') at++;
  return { text: next, caret: at };
}

/** What is wrong with an ID, in words that say what to do; nothing when it can be sent. */
export function idProblem(typed: string, format: IdFormat): string | undefined {
  const id = bareId(typed);
  if (id === '') return 'Type the ID that stands at the top of the RustDesk app.';
  return format === 'strict9' ? strictProblem(id) : looseProblem(id);
}

const LEADING_ZERO = 'A RustDesk ID does not begin with 0. Look at it again in the app.';

function strictProblem(id: string): string | undefined {
  if (!isNumber(id)) return 'A RustDesk ID has only the digits 0 to 9. Look at it again in the app.';
  if (id.length === 10) {
    return 'This ID has 10 digits, as many phones have, and only IDs of 9 digits are accepted here so far. Nothing is wrong with your device: ask support to allow IDs of 10 digits.';
  }
  if (id.length !== 9) return `That is ${digits(id)}. The ID has 9; look at it again in the app.`;
  return id.startsWith('0') ? LEADING_ZERO : undefined;
}

function looseProblem(id: string): string | undefined {
  if (!isNumber(id)) {
    return NAME.test(id)
      ? undefined
      : 'A RustDesk ID has only the digits 0 to 9, or is a name of at least 6 letters and digits. Look at it again in the app.';
  }
  if (id.startsWith('0')) return LEADING_ZERO;
  if (id.length >= 6 && id.length <= 10) return undefined;
  return `That is ${digits(id)}. The ID has 6 to 10; look at it again in the app.`;
}

/** Some owners chose a name, or let the app take the computer's own. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_.-]{5,99}$/;

const digits = (id: string) => plural(id.length, 'digit', 'digits');

/** For screen readers: sign by sign, and a hyphen by its name. */
export const spelled = (text: string) =>
  [...text]
    .filter((sign) => sign !== ' ')
    .map((sign) => (sign === '-' ? 'hyphen' : sign))
    .join(' ');
