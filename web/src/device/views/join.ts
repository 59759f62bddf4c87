import { button, clock, h, heading, icon, name } from '../dom';
import type { Draw } from './view';

export const drawLooking: Draw<'looking'> = () => ({
  stage: 1,
  nodes: [icon('knot', 'picture working'), heading('Checking the code…')],
});

export const drawPreview: Draw<'preview'> = ({ preview }, send) => ({
  stage: 2,
  nodes: [
    icon('knot', 'picture'),
    heading('Join ', name(preview.restaurant), ' as a device of ', name(preview.manager), '?'),
    h(
      'p',
      { class: 'lead' },
      'The manager will see this device in their list and can switch it off at any time. Join only if you were asked to.',
    ),
    preview.needsApproval &&
      h(
        'p',
        { class: 'fact' },
        icon('clock'),
        'Afterwards the manager confirms this device on their own screen.',
      ),
    h('p', { class: 'fact' }, icon('clock'), `The code is valid until ${clock(preview.expiresAt)}.`),
    h(
      'div',
      { class: 'pair' },
      button('even', () => send({ type: 'join' }), icon('check'), 'Join'),
      button('even', () => send({ type: 'decline' }), icon('cross'), 'Not this one'),
    ),
  ],
});
