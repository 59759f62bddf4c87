import type { Send } from '../context';
import { button, clock, h, heading, icon, name, support } from '../dom';
import type { Contact, Identity, In } from '../machine';
import { bearerNote } from './progress';
import { drawUnpair, openDialog, type Unpair } from './unpair';
import { announce, type View } from './view';

const CONTACT: Record<Contact, { icon: string; word: string; text: string }> = {
  checking: { icon: 'clock', word: 'Connecting…', text: 'Asking the server.' },
  online: { icon: 'check', word: 'Online', text: 'Everything works.' },
  offline: { icon: 'offline', word: 'Offline', text: 'No network. It keeps trying by itself.' },
  down: {
    icon: 'alert',
    word: 'Server not reachable',
    text: 'The server does not answer. It keeps trying by itself.',
  },
  refused: {
    icon: 'alert',
    word: 'Refused by the server',
    text: 'The server answers, but does not accept this device. It keeps trying by itself; if this lasts, ask the manager.',
  },
  disabled: {
    icon: 'pause',
    word: 'Blocked by a manager',
    text: 'Ask them to enable it again. Nothing needs to be done here.',
  },
};

export function drawHome(state: In<'home'>, send: Send, unpair: Unpair): View<'home'> {
  const title = heading();
  const status = h('div', { class: 'status' });
  const facts = h('dl', { class: 'card facts' });
  const dialog = drawUnpair(unpair, send);
  const notice = h('p', { class: 'fact', role: 'status' });
  const unkept = h(
    'p',
    { class: 'fact' },
    icon('alert'),
    'This window keeps nothing: closing it ends the pairing.',
  );
  const onward = h('a', { class: 'main' }, 'Continue');

  const update = (changed: In<'home'>) => {
    title.replaceChildren(name(changed.identity.name));
    facts.replaceChildren(...factsOf(changed.identity));
    showContact(status, changed);
    unkept.hidden = changed.kept;
    onward.hidden = !openApp(onward, changed.identity.appUrl);
    showNotice(notice, changed);
  };
  update(state);
  return {
    nodes: [
      h('p', { class: 'over' }, 'This device'),
      title,
      notice,
      status,
      onward,
      unkept,
      facts,
      bearerNote(state.identity),
      h('p', { class: 'hint' }, 'Do you manage devices? ', h('a', { href: '/sign-in' }, 'Sign in')),
      button('danger', () => openDialog(dialog), 'Unpair this device'),
      dialog,
    ],
    update,
  };
}

function showNotice(notice: HTMLElement, { newLink, fresh }: In<'home'>): void {
  const [picture, text] = newLink
    ? ['alert', 'This device is already paired, so the new code was not used. To move it, unpair it first.']
    : ['check', 'Paired. The manager sees this device in their list.'];
  notice.hidden = !newLink && !fresh;
  if (notice.textContent !== text) notice.replaceChildren(icon(picture), text);
}

/** The company's own app, at an address that its admins chose. */
function openApp(link: HTMLAnchorElement, url: string | undefined): boolean {
  if (!url?.startsWith('https://')) return false;
  link.href = url;
  return true;
}

/** In these states nothing changes until a person acts. */
const FOR_PEOPLE: Contact[] = ['disabled', 'refused'];

function showContact(status: HTMLElement, { contact, lastContact, identity }: In<'home'>): void {
  const { icon: picture, word, text } = CONTACT[contact];
  const seen = lastContact ? ` Last contact ${clock(lastContact)}.` : '';
  status.dataset.contact = contact;
  const help = FOR_PEOPLE.includes(contact) && support(identity.support);
  status.replaceChildren(icon(picture), h('div', {}, h('strong', {}, word), h('p', {}, text + seen), help));
  announce(contact === 'checking' ? '' : `${word}. ${text}`);
}

function factsOf({ restaurant, manager, pairedAt, bound }: Identity): Node[] {
  const day = pairedAt && new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(pairedAt));
  return [
    ...fact('Company', restaurant && name(restaurant)),
    ...fact('Manager', manager && name(manager)),
    ...fact('Paired', day),
    ...fact('Protection', bound ? 'Key kept on this device' : 'Access token'),
  ];
}

function fact(term: string, value: Node | string | undefined): Node[] {
  return value ? [h('div', {}, h('dt', {}, term), h('dd', {}, value))] : [];
}
