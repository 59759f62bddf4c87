import { button, h, heading, icon } from '../dom';
import { describe, entryFailure, type Failure } from '../failures';
import { readEntry } from '../payload';
import { cameraNotice, lackOfCamera, type Notice } from './trouble';
import type { Draw } from './view';

export const drawChoose: Draw<'choose'> = (state, send) => {
  const problem = h('p', { id: 'code-problem', class: 'problem', role: 'alert' });
  const field = h('input', {
    id: 'code',
    name: 'code',
    class: 'code',
    type: 'text',
    autocomplete: 'one-time-code',
    autocapitalize: 'characters',
    autocorrect: 'off',
    spellcheck: 'false',
    inputmode: 'text',
    enterkeyhint: 'go',
    translate: 'no',
    'aria-describedby': 'code-problem code-hint',
    onpaste: () => setTimeout(submitWhole),
  });
  field.value = state.text;

  const submit = () => {
    const reading = readEntry(field.value, location.origin);
    if ('presented' in reading) send({ type: 'presented', presented: reading.presented });
    else send({ type: 'misread', failure: entryFailure(reading), text: field.value });
  };
  const submitWhole = () => {
    if ('presented' in readEntry(field.value, location.origin)) submit();
  };
  const show = (failure?: Failure) => {
    field.toggleAttribute('aria-invalid', failure !== undefined);
    if (failure) field.setAttribute('aria-invalid', 'true');
    const words = failure && describe(failure);
    problem.replaceChildren(
      ...(words ? [icon('alert'), h('strong', {}, `${words.heading}. `), words.text] : []),
    );
  };
  show(state.failure);

  const form = h(
    'form',
    {
      class: 'way',
      novalidate: true,
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        submit();
      },
    },
    h('label', { for: 'code' }, 'Pairing code'),
    field,
    problem,
    h(
      'p',
      { id: 'code-hint', class: 'hint' },
      '6 or 8 letters and digits, such as ',
      h('span', { class: 'whole' }, 'K7Q-X4M'),
      '. A link works too.',
    ),
    h('button', { class: 'main', type: 'submit' }, 'Continue'),
  );

  return {
    stage: 1,
    nodes: [
      heading('Pair this device'),
      h(
        'p',
        { class: 'lead' },
        'The manager’s screen shows a QR code and a short code. Use whichever is easier.',
      ),
      h(
        'div',
        { class: 'ways' },
        scanWay(state.camera, () => send({ type: 'scan' })),
        h('p', { class: 'or' }, 'or'),
        form,
      ),
      whereToFind(),
    ],
    focus: state.typing ? field : undefined,
    update(changed) {
      show(changed.failure);
      field.focus();
    },
  };
};

function scanWay(trouble: Notice | undefined, scan: () => void): HTMLElement {
  const known = trouble ?? lackOfCamera();
  if (known) return cameraNotice(known, scan);
  return h(
    'section',
    { class: 'way scan-way' },
    icon('qr', 'picture'),
    h('p', { class: 'hint' }, 'The quickest way: point the camera at the manager’s screen.'),
    button('main', scan, icon('camera'), 'Scan QR code'),
  );
}

function whereToFind(): HTMLElement {
  return h(
    'details',
    { class: 'help' },
    h('summary', {}, 'Where do I find a code?'),
    h(
      'p',
      {},
      'A manager opens Handfast, goes to Devices and presses Pair device. The code works once, and for 15 minutes at most.',
    ),
  );
}
