import type { CodeReading } from './code';
import type { Code, ExplainedCode } from './codes';
import type { Reading } from './payload';

/** Why something did not work, from the server or from here. */
export interface Failure {
  code: Code;
  status?: number;
  /** The server's own sentence, or ours where we know more than the code says. */
  detail?: string;
  /** How a code ended: expired or cancelled. */
  cause?: string;
  retryAfter?: number;
  triesLeft?: number;
  /** The field of the request that the server refused. */
  field?: string;
}

type WayOn = 'again' | 'anew' | 'reload';
export interface Words {
  heading: string;
  text: string;
  ways: WayOn[];
}

type Text = string | ((failure: Failure) => string);
type Row = [heading: Text, text: Text, ...ways: WayOn[]];

/** Errors of this page or of the storage: neither the network nor the server has to do with them. */
export const OWN_FAULTS = ['PAGE_FAULT', 'STORE_FAULT'] as const;

const ASK = 'Ask the manager for a new code.';

const noRoom = (whose: string): Row => [
  'No room for another device',
  `This ${whose} has as many devices as allowed. Ask them to remove one they no longer use, then try again.`,
  'again',
  'anew',
];
const TABLE: Record<ExplainedCode, Row> = {
  NETWORK: [
    'No connection',
    'This device cannot reach the server. Check the Wi-Fi. It continues by itself once the connection is back.',
    'again',
    'anew',
  ],
  FOREIGN_ANSWER: [
    'No answer from the server',
    'Something on the way answered in its place, such as a proxy or the sign-in page of this Wi-Fi. Nothing is lost.',
    'again',
    'anew',
  ],
  PAGE_FAULT: [
    'Something went wrong on this page',
    'It has nothing to do with the network or with your code. Reload the page to go on where you were.',
    'reload',
  ],
  STORE_FAULT: [
    'This browser’s storage does not answer',
    'The pairing is kept there, so this page cannot go on without it. Reload the page; if that does not help, restart the browser.',
    'reload',
  ],
  STORAGE_CLEARED: [
    'This browser’s storage was cleared',
    'The pairing was kept there and is gone. Ask a manager for a new code.',
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
  INVALID_CODE: [
    (f) => (f.triesLeft === undefined ? 'That code is wrong, used or expired' : 'That code is not right'),
    wrongCode,
    'anew',
  ],
  CODE_NOT_FOUND: [
    'This code is not known here',
    `It may be incomplete, or it belongs to another server. ${ASK}`,
    'anew',
  ],
  CODE_ALREADY_USED: ['This code was already used', `Each code pairs one device. ${ASK}`, 'anew'],
  CODE_EXPIRED: [
    (f) => (f.cause === 'cancelled' ? 'This code was cancelled' : 'This code has expired'),
    (f) =>
      f.cause === 'cancelled'
        ? `A manager took it back. ${ASK}`
        : `A code works for 15 minutes at most. ${ASK}`,
    'anew',
  ],
  TOO_MANY_ATTEMPTS: ['This code is locked', `It was entered wrong too often. ${ASK}`, 'anew'],
  TYPED_ENTRY_OFF: [
    'Typing a code is off for now',
    'This server saw too many wrong codes today. Scan the QR code on the manager’s screen: that always works.',
    'anew',
  ],
  DEVICE_LIMIT: noRoom('manager'),
  DEVICE_QUOTA: noRoom('company'),
  TENANT_SUSPENDED: ['This company is suspended', 'Nothing is lost. Try again later.', 'again'],
  DEVICE_KEY_REQUIRED: [
    'This device needs its own key',
    () =>
      window.isSecureContext
        ? 'This company asks each device for a key of its own, and this browser cannot keep one. Open this page in another browser, and not in a private window.'
        : 'This company asks each device for a key of its own, which takes https. Open this page at its https address.',
    'anew',
  ],
  INVALID_DPOP_PROOF: [
    'The key of this device was not accepted',
    'Open this page at exactly the address on the manager’s screen, check the date and time, and try again.',
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
  OTHER_ADDRESS: ['That code is for another address', otherAddress, 'anew'],
  NEWER_QR: ['This page is too old for that code', 'Reload the page and try the code again.', 'anew'],
};

/** What to tell a person, and which buttons to offer. There is always one: an unknown code gets both. */
export function describe(failure: Failure): Words {
  const [heading, text, ...ways] = rowOf(failure);
  const say = (words: Text) => (typeof words === 'string' ? words : words(failure));
  return { heading: say(heading), text: say(text), ways };
}

function rowOf(failure: Failure): Row {
  const known: unknown = TABLE[failure.code as ExplainedCode];
  // The code comes from outside, and may be the name of a method of every object, such as `toString`.
  if (Array.isArray(known)) return known as Row;
  if ((failure.status ?? 0) >= 500) return TABLE.UNAVAILABLE;
  const text = failure.detail ?? 'The server gave an answer this page does not know.';
  return ['That did not work', `${text} (${failure.code})`, 'again', 'anew'];
}

export function isPassing(failure: Failure): boolean {
  return PASSING.includes(failure.code) || (failure.status ?? 0) >= 500;
}

const PASSING: Code[] = ['NETWORK', 'FOREIGN_ANSWER', 'RATE_LIMITED'];

function wrongCode({ triesLeft }: Failure): string {
  if (triesLeft === undefined) return 'Compare it with the manager’s screen, or ask for a new one.';
  if (triesLeft === 0) return `It was entered wrong too often. ${ASK}`;
  return `Compare it with the manager’s screen. ${plural(triesLeft, 'try is', 'tries are')} left.`;
}

/** One server may have several addresses; a pairing belongs to the address at which it was made. */
function otherAddress({ detail }: Failure): string {
  return `It opens ${detail}, and this page is at ${location.origin}. Open that address on this device, or type the code here.`;
}

export function seconds(count: number): string {
  return plural(count, 'second', 'seconds');
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

type Misread = Extract<CodeReading, { wrong: unknown }>;

/** The failure to show for a text or picture that is not a pairing code. */
export function entryFailure(reading: Misread | Extract<Reading, { refused: unknown }>): Failure {
  if ('address' in reading) return { code: 'OTHER_ADDRESS', detail: reading.address };
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
