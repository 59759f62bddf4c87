import { button, h, heading, icon, support } from '../dom';
import { describe, seconds } from '../failures';
import type { GoneBy } from '../machine';
import { reload } from '../reload';
import type { Draw } from './view';

export const drawElsewhere: Draw<'elsewhere'> = (_, send) => ({
  nodes: [
    icon('tabs', 'picture'),
    heading('Handfast is open in another tab'),
    h(
      'p',
      { class: 'lead' },
      'Only one tab can act as this device. Go back to the other tab, or use this one.',
    ),
    h(
      'div',
      { class: 'stack' },
      button('main', () => send({ type: 'again' }), 'Use this tab'),
    ),
  ],
});

const GONE: Record<GoneBy, string> = {
  manager:
    'A manager removed it, or its pairing ran out. Its credential has been deleted here. To go on, ask for a new code.',
  person: 'Its credential has been deleted. To use it again, ask a manager for a new code.',
  cleared:
    'This browser’s storage was cleared, and the pairing was kept there. Nobody removed the device: ask a manager for a new code, and they can let it take the place of the old one.',
};

export const drawGone: Draw<'gone'> = ({ by, support: contact }, send) => ({
  nodes: [
    icon('unlinked', 'picture warning'),
    heading('This device is no longer paired'),
    h('p', { class: 'lead' }, GONE[by]),
    support(contact),
    h(
      'div',
      { class: 'stack' },
      button('main', () => send({ type: 'anew' }), 'Pair again'),
    ),
  ],
});

export const drawError: Draw<'error'> = ({ failure, support: contact }, send) => {
  const words = describe(failure);
  const again = button(
    'main',
    () => again.getAttribute('aria-disabled') !== 'true' && send({ type: 'again' }),
    'Try again',
  );
  const text = h('p', { class: 'lead' }, words.text);
  const leave = failure.retryAfter ? holdBack(again, failure.retryAfter) : undefined;
  return {
    stage: 1,
    nodes: [
      icon(failure.code === 'NETWORK' ? 'offline' : 'alert', 'picture warning'),
      heading(words.heading),
      text,
      support(contact),
      h(
        'div',
        { class: 'stack' },
        words.ways.includes('reload') && button('main', reload, 'Reload the page'),
        words.ways.includes('again') && again,
        words.ways.includes('anew') &&
          button(
            words.ways[0] === 'again' ? 'second' : 'main',
            () => send({ type: 'anew' }),
            'Use another code',
          ),
      ),
    ],
    leave,
  };
};

/** Counts down on the button. The button is not disabled, so that keyboards and screen readers still reach it. */
function holdBack(again: HTMLButtonElement, wait: number): () => void {
  const end = Date.now() + wait * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    again.setAttribute('aria-disabled', String(left > 0));
    again.textContent = left > 0 ? `Try again in ${seconds(left)}` : 'Try again';
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
  return () => clearInterval(timer);
}
