import type { LinkRequest } from '../../api/types';
import { explain } from '../../forms/explain';
import { grouped, isNumber } from '../../rustdesk/id';

const words = {
  LINK_EXPIRED:
    'This request has been answered already or is too old. Press Login in the RustDesk app again to get a new one.',
  NOT_FOUND: 'There is no such request. Press Login in the RustDesk app again to get a new one.',
  WRONG_DIGITS:
    'These are not the last 3 digits. Look at the ID in the app on the device, and type the last 3 of it.',
};

export const explainRequest = (error: unknown) => explain(error, words);

/** `318 204 •••`: what is missing is what only somebody at the device can read. */
export const withoutLast = (id: string) => `${grouped(id.slice(0, -3))}${isNumber(id) ? ' ' : ''}•••`;

export function networkInWords({ address, same_network }: LinkRequest): string {
  return same_network ? `${address}, as this browser` : `${address}, another one than this browser’s`;
}

export function ageInWords(seconds: number): string {
  if (seconds < 10) return 'a moment ago';
  if (seconds < 90) return `${seconds} seconds ago`;
  return `${Math.round(seconds / 60)} minutes ago`;
}
