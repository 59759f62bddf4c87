import type { CodeReading } from './code';
import type { Reading } from './payload';

/** Why something did not work, from the server or from here. */
export interface Failure {
  code: string;
  status?: number;
  /** The server's own sentence, or ours where we know more than the code says. */
  detail?: string;
  retryAfter?: number;
  triesLeft?: number;
  /** The field of ours that the server did not like. */
  field?: string;
}

type WayOn = 'again' | 'anew';
export interface Words {
  heading: string;
  text: string;
  ways: WayOn[];
}

type Row = [heading: string, text: string | ((failure: Failure) => string), ...ways: WayOn[]];

const ASK = 'Ask the manager for a new code.';
const TABLE: Record<string, Row> = {
  NETWORK: [
    'No connection',
    'This device cannot reach the server. Check the Wi-Fi. It goes on by itself once the connection is back.',
    'again',
    'anew',
  ],
  UNAVAILABLE: [
    'The server is busy',
    'It should answer again in a moment. Nothing is lost.',
    'again',
    'anew',
  ],
  RATE_LIMITED: [
    'Too many tries',
    (f) => `Please wait ${seconds(f.retryAfter ?? 60)} and try again.`,
    'again',
    'anew',
  ],
  INVALID_FORMAT: [
    'That is not a pairing code',
    (f) => f.detail ?? 'A code has 6 or 8 letters and digits.',
    'anew',
  ],
  MISSING_FIELD: ['Something is missing', (f) => f.detail ?? 'Please enter the code again.', 'anew'],
  INVALID_CODE: ['That code is not right', wrongCode, 'anew'],
  CODE_NOT_FOUND: [
    'This code is not known',
    `It was withdrawn, or it belongs to another server. ${ASK}`,
    'anew',
  ],
  CODE_ALREADY_USED: ['This code was already used', `Each code pairs one device. ${ASK}`, 'anew'],
  CODE_EXPIRED: ['This code has expired', `A code works for a few minutes only. ${ASK}`, 'anew'],
  TOO_MANY_ATTEMPTS: ['This code is locked', `It was entered wrong too often. ${ASK}`, 'anew'],
  TYPED_ENTRY_OFF: [
    'Typing a code is off for now',
    'This server saw too many wrong codes today. Scan the QR code on the manager’s screen: that always works.',
    'anew',
  ],
  DEVICE_LIMIT: [
    'No room for another device',
    'This manager has as many devices as allowed. Ask them to remove one they no longer use, then try again.',
    'again',
    'anew',
  ],
  DEVICE_KEY_REQUIRED: [
    'A secure connection is needed',
    'This restaurant asks each device for a key of its own. Open this page in a browser at its https address; the manager knows it.',
    'anew',
  ],
  INVALID_DPOP_PROOF: [
    'The key of this device was not accepted',
    'Open this page at the very address the manager’s screen shows, check date and time, and try again.',
    'again',
    'anew',
  ],
  PAIRING_REJECTED: [
    'The manager declined',
    'This device was not let in. If that was a mistake, ask for a new code.',
    'anew',
  ],
  FOREIGN_QR: [
    'That is not a pairing code',
    'Open a link or scan a QR code from the manager’s screen.',
    'anew',
  ],
  NEWER_QR: ['This page is too old for that code', 'Reload the page and try the code again.', 'anew'],
};

/** What to tell a person, and which ways lead on. Never a dead end: an unknown code gets both. */
export function describe(failure: Failure): Words {
  const [heading, text, ...ways] = rowOf(failure);
  return { heading, text: typeof text === 'string' ? text : text(failure), ways };
}

function rowOf(failure: Failure): Row {
  const known = Object.hasOwn(TABLE, failure.code) && TABLE[failure.code];
  if (known) return known;
  if ((failure.status ?? 0) >= 500) return TABLE.UNAVAILABLE as Row;
  const text = failure.detail ?? 'The server gave an answer this page does not know.';
  return ['That did not work', `${text} (${failure.code})`, 'again', 'anew'];
}

export function isPassing(failure: Failure): boolean {
  return failure.code === 'NETWORK' || failure.code === 'RATE_LIMITED' || (failure.status ?? 0) >= 500;
}

function wrongCode({ triesLeft }: Failure): string {
  if (triesLeft === 0) return `It was entered wrong too often. ${ASK}`;
  const tries = triesLeft ? ` ${plural(triesLeft, 'try is', 'tries are')} left.` : '';
  return `Compare it with the manager’s screen.${tries} If it is older than a few minutes, ask for a new one.`;
}

export function seconds(count: number): string {
  return plural(count, 'second', 'seconds');
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

type Misread = Extract<CodeReading, { wrong: unknown }>;

/** The failure of an entry that did not read as a code. */
export function entryFailure(reading: Misread | Extract<Reading, { refused: unknown }>): Failure {
  if ('refused' in reading) return { code: reading.refused === 'newer' ? 'NEWER_QR' : 'FOREIGN_QR' };
  return { code: 'INVALID_FORMAT', detail: entryHint(reading) };
}

function entryHint(reading: Misread): string {
  switch (reading.wrong) {
    case 'empty':
      return 'Type the code you see on the manager’s screen.';
    case 'length':
      return `A code has 6 or 8 letters and digits. This one has ${reading.length}.`;
    case 'keyboard':
      return `“${reading.character}” is not a Latin letter, though it may look like one. Switch the keyboard to Latin letters and type the code again.`;
    case 'character':
      return `“${reading.character}” is never part of a code. Compare it with the manager’s screen.`;
  }
}
