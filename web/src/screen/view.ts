import { h, heading, icon, name } from '../device/dom';
import type { Contact } from '../device/machine';
import { announce } from '../device/views/view';
import type { In, Note, State, Step, Trouble } from './machine';
import { drawQr } from './qr';

const NOTES: Record<Note, string> = {
  denied: 'The last request was denied. Here is a new code.',
  removed: 'This screen was disconnected. To connect it again, use this code.',
};

const TROUBLES: Record<Trouble, string> = {
  offline: 'No connection to the server. It goes on by itself.',
  busy: 'The server is busy. It goes on by itself.',
  refused: 'This server lets no screen in at the moment. Ask whoever runs it. It goes on by itself.',
};

const CONTACTS: Record<Contact, { picture: string; text: string }> = {
  checking: { picture: 'clock', text: 'Connecting…' },
  online: { picture: 'check', text: 'Online' },
  offline: { picture: 'offline', text: 'No network. It goes on by itself.' },
  down: { picture: 'offline', text: 'The server cannot be reached. It goes on by itself.' },
  refused: { picture: 'alert', text: 'The server does not accept this screen now. It goes on trying.' },
  disabled: { picture: 'pause', text: 'Blocked by a manager. Ask them to enable it again.' },
};

type Draw<S extends Step> = (state: In<S>) => Node[];

const VIEWS: { [S in Step]: Draw<S> } = {
  starting: () => [heading('One moment…')],
  elsewhere: () => [
    heading('This screen is open in another tab'),
    h('p', { class: 'lead' }, 'Close that tab, and this one goes on by itself.'),
  ],
  asking: ({ note, trouble }) => [
    heading(note === 'denied' ? 'The request was denied' : 'One moment…'),
    h('p', { class: 'lead' }, trouble ? TROUBLES[trouble] : 'A new code is on its way.'),
  ],
  showing: (state) => (state.number === undefined ? code(state) : number(state.number, state)),
  home,
};

export function show(root: HTMLElement, state: State): void {
  const draw = VIEWS[state.step] as Draw<Step>;
  root.dataset.step = state.step === 'showing' && state.number !== undefined ? 'comparing' : state.step;
  root.replaceChildren(...draw(state));
  document.title = `${root.querySelector('h1')?.textContent} – Handfast`;
  announce(spoken(state));
}

function code(state: In<'showing'>): Node[] {
  const { userCode, address, link } = state.request;
  return [
    h('div', { class: 'qr' }, drawQr(link)),
    h(
      'div',
      { class: 'words' },
      heading('Connect this screen'),
      h('p', { class: 'lead' }, 'Scan the picture with your phone, or open this address:'),
      h('p', { class: 'address', translate: 'no' }, address.replace(/^https?:\/\//, '')),
      h('p', { class: 'lead' }, 'Then type this code:'),
      h('p', { class: 'code' }, spelledOut(userCode)),
      hint(state),
    ),
  ];
}

function number(shown: number, state: In<'showing'>): Node[] {
  return [
    h(
      'div',
      { class: 'words number' },
      heading('Choose this number'),
      h('p', { class: 'digits', translate: 'no' }, String(shown)),
      h('p', { class: 'lead' }, 'On the phone or computer on which you typed the code.'),
      hint(state),
    ),
  ];
}

/** Its line is always there, so that nothing moves when it has something to say. */
const hint = ({ trouble, note }: In<'showing'>) =>
  h('p', { class: 'hint' }, trouble ? TROUBLES[trouble] : note ? NOTES[note] : '');

function home({ identity, contact }: In<'home'>): Node[] {
  const { picture, text } = CONTACTS[contact];
  return [
    h(
      'div',
      { class: 'words home' },
      heading(identity ? name(identity.name) : 'This screen is connected'),
      identity?.restaurant ? h('p', { class: 'lead' }, 'A screen of ', name(identity.restaurant)) : false,
      h('p', { class: 'contact', 'data-contact': contact }, icon(picture), text),
      identity?.appUrl?.startsWith('https://')
        ? h('a', { class: 'main', href: identity.appUrl }, 'Continue')
        : false,
    ),
  ];
}

/** For screen readers, once for each change. */
function spoken(state: State): string {
  if (state.step === 'showing' && state.number !== undefined) return `The number is ${state.number}.`;
  if (state.step === 'showing') return `Connect this screen. The code is ${spelled(state.request.userCode)}.`;
  return state.step === 'home' ? CONTACTS[state.contact].text : '';
}

/** Read letter by letter: it would be no word in any language. */
const spelledOut = (code: string) =>
  h('bdi', { role: 'img', 'aria-label': spelled(code), translate: 'no', 'data-testid': 'screen-code' }, code);

const spelled = (text: string) => [...text].filter((sign) => sign !== '-').join(' ');
