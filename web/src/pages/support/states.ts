import type { SubscriptionState } from '../../api/types';

/** Each state in a word, and what it means for the customer. */
export const STATES: Record<SubscriptionState, { word: string; means: string }> = {
  active: { word: 'Active', means: 'The customer can link and change a device.' },
  trialing: { word: 'Trial', means: 'Like active, until the trial ends.' },
  past_due: { word: 'Payment late', means: 'Everything keeps working while the payment is tried again.' },
  canceled: {
    word: 'Ended',
    means: 'Nothing can be linked or changed. The settings say what becomes of a linked device.',
  },
  none: { word: 'None', means: 'The customer never had one: nothing can be linked.' },
};

export const STATE_NAMES = Object.keys(STATES) as SubscriptionState[];
