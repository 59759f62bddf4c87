import type { LinkRequest } from '../../api/linkRequests';
import { ApiProblem, type Code, hasCode } from '../../api/problem';
import { explain } from '../../forms/explain';
import type { Words } from '../../forms/sentences';
import { grouped, isNumber } from '../../rustdesk/id';
import { plural } from '../../ui/format';

const words: Words = {
  LINK_EXPIRED:
    'This request has been answered already or is too old. Press Login in the RustDesk app again to get a new one.',
  NOT_FOUND: 'There is no such request. Press Login in the RustDesk app again to get a new one.',
};

const FINAL: Code[] = ['LINK_EXPIRED', 'DEVICE_LINKED_ELSEWHERE', 'DEVICE_BLOCKED', 'SUBSCRIPTION_REQUIRED'];

/** After the third wrong try, or where the device cannot be theirs, nothing more can be done with a request. */
export const isOver = (error: unknown) =>
  hasCode(error, ...FINAL) || (error instanceof ApiProblem && error.triesLeft === 0);

export function explainRequest(error: unknown): string {
  if (!hasCode(error, 'WRONG_DIGITS') || !(error instanceof ApiProblem)) return explain(error, words);
  if (error.triesLeft === 0) {
    return 'These are not the last 3 either, and this request is over. Press Login in the RustDesk app again to get a new one.';
  }
  const left = plural(error.triesLeft ?? 0, 'try is', 'tries are');
  return `These are not the last 3. Look at the ID in the app on the device, and type the last 3 of it; ${left} left.`;
}

/** `318 204 •••`: what is missing is what only somebody at the device can read. */
export const withoutLast = (id: string) => `${grouped(id.slice(0, -3))}${isNumber(id) ? ' ' : ''}•••`;

export function networkInWords({ address, same_network }: LinkRequest): string {
  return same_network
    ? `${address}, the same as this browser’s`
    : `${address}, not the same as this browser’s`;
}

export function ageInWords(seconds: number): string {
  if (seconds < 10) return 'a moment ago';
  if (seconds < 90) return `${plural(seconds, 'second', 'seconds')} ago`;
  return `${plural(Math.round(seconds / 60), 'minute', 'minutes')} ago`;
}
