import { button, h, heading, icon, name } from '../dom';
import { announce, type Draw } from './view';

export const drawChecking: Draw<'checking'> = () => ({
  nodes: [icon('knot', 'picture working'), heading('One moment…')],
});

export const drawVerifying: Draw<'verifying'> = ({ attempt }) => ({
  stage: 3,
  nodes: [
    icon('knot', 'picture working'),
    heading('Pairing ', name(attempt.name), '…'),
    h('p', { class: 'lead' }, 'This takes a second or two. If the connection drops, nothing is lost.'),
  ],
});

export const drawWaiting: Draw<'waiting'> = ({ attempt }, send) => ({
  stage: 3,
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

export const drawSuccess: Draw<'success'> = ({ identity, kept }, send) => {
  announce('Paired.');
  return {
    nodes: [
      icon('check', 'picture done'),
      heading(name(identity.name), ' is paired'),
      h(
        'p',
        { class: 'lead' },
        'It now belongs to ',
        name(identity.restaurant),
        ', with ',
        name(identity.manager),
        '. You can use it right away; the manager sees it in their list.',
      ),
      !identity.bound && bearerNote(),
      !kept &&
        h('p', { class: 'fact' }, icon('alert'), 'This window keeps nothing: closing it ends the pairing.'),
      button('main', () => send({ type: 'home', identity }), 'Continue'),
      h('p', { class: 'hint' }, 'Continues by itself in a few seconds.'),
    ],
  };
};

/** Only a page without https has to say so; the desktop shell looks after its token itself. */
export function bearerNote(): HTMLElement | false {
  if (window.isSecureContext) return false;
  const text = 'Plain http: this device holds no key of its own, and others on this network could listen in.';
  return h('p', { class: 'fact' }, icon('unlocked'), text);
}
