import { NAME_LENGTH } from '../../api/limits';
import { button, clock, h, heading, icon, name } from '../dom';
import { freshNonce } from '../encoding';
import type { Draw } from './view';

const COMPLAINT = 'Give this device a name that people can read, so that they can tell it from the others.';

export const drawPreviewing: Draw<'previewing'> = () => ({
  stage: 1,
  nodes: [icon('knot', 'picture working'), heading('Checking the code…')],
});

/** One screen for both decisions: whether to join this company, and under which name. */
export const drawJoin: Draw<'join'> = (state, send) => {
  const { preview } = state;
  const problem = h('p', { id: 'name-problem', class: 'problem', role: 'alert' });
  const field = h('input', {
    id: 'name',
    name: 'device-name',
    type: 'text',
    autocomplete: 'off',
    maxlength: String(NAME_LENGTH),
    enterkeyhint: 'done',
    dir: 'auto',
    'aria-describedby': 'name-problem name-hint',
    oninput: () => send({ type: 'renamed', name: field.value }),
  });
  field.value = state.name;
  const complain = () => {
    field.setAttribute('aria-invalid', 'true');
    problem.replaceChildren(icon('alert'), COMPLAINT);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (field.value.trim()) return send({ type: 'named', nonce: freshNonce() });
    complain();
    field.focus();
  };
  if (state.refused) complain();
  return {
    stage: 2,
    nodes: [
      heading('Join ', name(preview.restaurant), ' as a device of ', name(preview.manager), '?'),
      h('p', { class: 'lead' }, 'Join only if somebody you know asked you to.'),
      h(
        'form',
        { class: 'card', novalidate: true, onsubmit: submit },
        h('label', { for: 'name' }, 'Device name'),
        field,
        problem,
        h('p', { id: 'name-hint', class: 'hint' }, 'What it is or where it stands, such as Waiter iPad 1.'),
        h('button', { class: 'main', type: 'submit' }, 'Join'),
        button('quiet', () => send({ type: 'decline' }), 'Not this one'),
      ),
      h(
        'ul',
        { class: 'facts-list' },
        preview.needsApproval && fact('pause', 'Afterwards a manager has to confirm it on their own screen.'),
        fact('confirm', 'The manager sees this device in their list and can disable it at any time.'),
        fact('clock', `The code is valid until ${clock(preview.expiresAt)}.`),
      ),
    ],
    focus: state.refused ? field : undefined,
    update: () => {}, // the field already holds what was typed
  };
};

function fact(picture: string, text: string): HTMLElement {
  return h('li', { class: 'fact' }, icon(picture), text);
}
