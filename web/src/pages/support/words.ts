import type { Words } from '../../forms/sentences';
/** What the desk can do about a refusal; the general words speak to customers. */
export const deskWords: Words = {
  ALREADY_LINKED:
    'This customer has a device already. Unassign that one first: look the customer up to do so.',
  DEVICE_LINKED_ELSEWHERE: 'This device belongs to another customer. Look its ID up to see whose it is.',
  DEVICE_BLOCKED: 'This device is blocked. Enable it in the list of devices first.',
};
