import { button, clock, h, heading, icon, name } from '../dom';
import type { Send } from '../effects';
import type { Contact, Identity, In } from '../machine';
import { bearerNote } from './progress';
import { drawUnpair, type Unpair } from './unpair';
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
  disabled: {
    icon: 'pause',
    word: 'Switched off by a manager',
    text: 'Ask them to switch it on again. Nothing needs to be done here.',
  },
};

export function drawHome(state: In<'home'>, send: Send, unpair: Unpair): View<'home'> {
  const title = heading();
  const status = h('div', { class: 'status' });
  const facts = h('dl', { class: 'card facts' });
  const dialog = drawUnpair(unpair, send);
  const notice = h('p', { class: 'fact', role: 'status' });

  const update = (changed: In<'home'>) => {
    title.replaceChildren(name(changed.identity.name));
    facts.replaceChildren(...factsOf(changed.identity));
    showContact(status, changed);
    notice.hidden = !changed.newLink;
    notice.replaceChildren(
      icon('alert'),
      'This device is already paired, so the new code was not used. To move it, unpair it first.',
    );
  };
  update(state);
  return {
    nodes: [
      h('p', { class: 'over' }, 'This device'),
      title,
      notice,
      status,
      facts,
      bearerNote(),
      button('danger', () => dialog.showModal(), 'Unpair this device'),
      dialog,
    ],
    update,
  };
}

function showContact(status: HTMLElement, { contact, lastContact }: In<'home'>): void {
  const { icon: picture, word, text } = CONTACT[contact];
  const seen = lastContact ? ` Last contact ${clock(lastContact)}.` : '';
  status.dataset.contact = contact;
  status.replaceChildren(icon(picture), h('div', {}, h('strong', {}, word), h('p', {}, text + seen)));
  announce(contact === 'checking' ? '' : `${word}. ${text}`);
}

function factsOf({ restaurant, manager, pairedAt, bound }: Identity): Node[] {
  const day =
    pairedAt && new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(new Date(pairedAt));
  return [
    ...fact('Restaurant', restaurant && name(restaurant)),
    ...fact('Manager', manager && name(manager)),
    ...fact('Paired', day),
    ...fact('Protection', bound ? 'Key kept on this device' : 'Access token'),
  ];
}

function fact(term: string, value: Node | string | undefined): Node[] {
  return value ? [h('div', {}, h('dt', {}, term), h('dd', {}, value))] : [];
}
