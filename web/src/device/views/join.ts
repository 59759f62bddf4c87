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
      'ul',
      { class: 'card facts-list' },
      fact('confirm', 'The manager sees this device in their list and can switch it off at any time.'),
      preview.needsApproval && fact('pause', 'Afterwards a manager has to confirm it on their own screen.'),
      fact('clock', `The code is valid until ${clock(preview.expiresAt)}.`),
    ),
    h('p', { class: 'hint' }, 'Join only if somebody you know asked you to.'),
    h(
      'div',
      { class: 'pair' },
      button('even', () => send({ type: 'join' }), icon('check'), 'Join'),
      button('even', () => send({ type: 'decline' }), icon('cross'), 'Not this one'),
    ),
  ],
});

function fact(picture: string, text: string): HTMLElement {
  return h('li', { class: 'fact' }, icon(picture), text);
}
