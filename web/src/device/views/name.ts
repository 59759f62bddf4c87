import { button, h, heading, icon, name } from '../dom';
import { freshNonce } from '../encoding';
import type { Draw } from './view';

const LONGEST = '100';
const COMPLAINT = 'Give this device a name that people can read, so that they can tell it from the others.';

export const drawName: Draw<'name'> = (state, send) => {
  const problem = h('p', { id: 'name-problem', class: 'problem', role: 'alert' });
  const field = h('input', {
    id: 'name',
    name: 'device-name',
    type: 'text',
    autocomplete: 'off',
    maxlength: LONGEST,
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
    stage: 3,
    nodes: [
      heading('Name this device'),
      h('p', { class: 'lead' }, 'It joins ', name(state.preview.restaurant), ' under this name.'),
      h(
        'form',
        { class: 'card', novalidate: true, onsubmit: submit },
        h('label', { for: 'name' }, 'Device name'),
        field,
        problem,
        h(
          'p',
          { id: 'name-hint', class: 'hint' },
          'Say what it is or where it stands, such as Waiter iPad 1.',
        ),
        h('button', { class: 'main', type: 'submit' }, 'Pair this device'),
        button('quiet', () => send({ type: 'decline' }), 'Cancel'),
      ),
    ],
    focus: state.refused ? field : undefined,
    update: () => {}, // the field already holds what was typed
  };
};
