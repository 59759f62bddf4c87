import { button, h, heading, icon, name } from '../dom';
import type { Identity } from '../machine';
import type { Draw } from './view';

export const drawChecking: Draw<'checking'> = () => ({
  nodes: [icon('knot', 'picture working'), heading('One moment…')],
});

export const drawVerifying: Draw<'verifying'> = ({ attempt }) => ({
  stage: 2,
  nodes: [
    icon('knot', 'picture working'),
    heading('Pairing ', name(attempt.name), '…'),
    h('p', { class: 'lead' }, 'This takes a second or two. If the connection drops, nothing is lost.'),
  ],
});

export const drawWaiting: Draw<'waiting'> = ({ attempt }, send) => ({
  stage: 2,
  nodes: [
    icon('clock', 'picture working'),
    heading('Waiting for ', name(attempt.preview.manager)),
    h(
      'p',
      { class: 'lead' },
      'A manager of ',
      name(attempt.preview.restaurant),
      ' has to confirm ',
      name(attempt.name),
      ' under Devices. Keep this page open: it goes on by itself.',
    ),
    button('second', () => send({ type: 'decline' }), 'Cancel'),
  ],
});

/** Says why the device has no key of its own. Not in the desktop shell, which stores its token itself. */
export function bearerNote({ bound }: Pick<Identity, 'bound'>): HTMLElement | false {
  if (bound || window.electron?.store) return false;
  const text = window.isSecureContext
    ? 'This browser keeps no keys, so the device holds an access token without a key of its own. Whoever copies this browser’s data could use it.'
    : 'Plain http: this device holds no key of its own, and others on this network could listen in.';
  return h('p', { class: 'fact' }, icon('unlocked'), text);
}
