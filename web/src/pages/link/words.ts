import type { CustomerPage } from '../../api/types';
import { explain } from '../../forms/explain';
import type { Words } from '../../forms/sentences';
import { day } from '../../ui/format';

export const linkWords: Words = {
  INVALID_FORMAT:
    'The server does not accept this ID yet. Look at it again in the RustDesk app. If it is right, let the app run for half a minute with this server set in it (see “Set up the app”), then try again.',
  FOREIGN_CODE: 'This code is not yours. Reload the page: your own code is at the top.',
  ALREADY_LINKED: 'A device is linked to you already. Reload the page, then use “Change device”.',
  DEVICE_BLOCKED: 'This device was blocked by support. Ask them to enable it again.',
};

export const explainLink = (error: unknown) => explain(error, linkWords);

type Subscription = CustomerPage['subscription'];

/** How the subscription stands, and what that means here. */
export function subscriptionInWords({ state, ends_at, good }: Subscription): string {
  const end = ends_at ? day(ends_at) : null;
  if (!good) return lapsedInWords(state, end);
  if (state === 'trialing') return end ? `Your trial runs until ${end}.` : 'Your trial is running.';
  if (state === 'past_due') return 'Your last payment is late. Everything works meanwhile.';
  return end ? `Your subscription is active until ${end}.` : 'Your subscription is active.';
}

function lapsedInWords(state: Subscription['state'], end: string | null): string {
  if (state === 'none') return 'You have no subscription yet.';
  if (state === 'canceled')
    return end ? `Your subscription ended on ${end}.` : 'Your subscription has ended.';
  return end ? `Your subscription ended on ${end}.` : 'Your subscription was not renewed.';
}
