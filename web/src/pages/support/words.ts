import type { Words } from '../../forms/sentences';
/** For admins, who can do more about these than the customers to whom the general sentences speak. */
export const supportWords: Words = {
  ALREADY_LINKED:
    'This customer has a device already. Unassign that one first: look the customer up to do so.',
  DEVICE_LINKED_ELSEWHERE: 'This device belongs to another customer. Look its ID up to see whose it is.',
  DEVICE_BLOCKED: 'This device is blocked. Enable it in the list of devices first.',
};
