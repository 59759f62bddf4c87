import { explain } from '../../forms/explain';

const words = {
  LINK_EXPIRED:
    'This request has been answered already or is too old. Press Login in the RustDesk app again to get a new one.',
  NOT_FOUND: 'There is no such request. Press Login in the RustDesk app again to get a new one.',
  WRONG_DIGITS:
    'These are not the last 3 digits. Look at the ID in the app on the device, and type the last 3 of it.',
  ALREADY_LINKED:
    'You have another device already. Give it up or change it on your own page first, then try again.',
};

export const explainRequest = (error: unknown) => explain(error, words);

/** `318 204 •••`: the missing digits are what only somebody at the device can read. */
export const withoutLastDigits = (shown: string) => shown.replace(/\d(?=(?:\D*\d){0,2}\D*$)/g, '•');

export function ageInWords(seconds: number): string {
  if (seconds < 10) return 'a moment ago';
  if (seconds < 90) return `${seconds} seconds ago`;
  return `${Math.round(seconds / 60)} minutes ago`;
}
