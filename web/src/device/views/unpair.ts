import { failureFrom } from '../api';
import { button, h } from '../dom';
import type { Send } from '../effects';
import { describe } from '../failures';

export interface Unpair {
  /** Tells the server, then forgets. */
  tell(): Promise<void>;
  /** Forgets here only, for when the server cannot be told. */
  forget(): Promise<void>;
}

export function drawUnpair(unpair: Unpair, send: Send): HTMLDialogElement {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const here = button('second', () => finish(unpair.forget()), 'Remove it here anyway');
  const go = button('danger solid', () => finish(unpair.tell()), 'Unpair');
  here.hidden = true;

  const finish = async (work: Promise<void>) => {
    go.ariaDisabled = 'true';
    try {
      await work;
      dialog.close();
      send({ type: 'removed', byManager: false });
    } catch (error) {
      problem.textContent = `${describe(failureFrom(error)).heading}: the server was not told. The manager can still remove the device.`;
      here.hidden = false;
    } finally {
      go.ariaDisabled = null;
    }
  };

  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'unpair-title', 'aria-describedby': 'unpair-text' },
    h('h2', { id: 'unpair-title' }, 'Unpair this device?'),
    h(
      'p',
      { id: 'unpair-text' },
      'It loses its access at once. To use it again it needs a new code from a manager.',
    ),
    problem,
    h(
      'div',
      { class: 'stack' },
      go,
      here,
      button('quiet', () => dialog.close(), 'Keep it paired'),
    ),
  );
  return dialog;
}
