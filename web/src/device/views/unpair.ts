import { failureFrom } from '../api';
import type { Send } from '../context';
import { button, h } from '../dom';
import { describe } from '../failures';

export interface Unpair {
  /** Ends the pairing at the server, then forgets it here. */
  tell(): Promise<void>;
  /** Forgets the pairing on this device only, for when the server cannot be reached. */
  forget(): Promise<void>;
}

/** Safari has had dialogs since 15.4: before, it opens as a part of the page. */
export function openDialog(dialog: HTMLDialogElement): void {
  if (typeof dialog.showModal === 'function') {
    dialog.showModal();
    return;
  }
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('open', '');
  dialog.querySelector('button')?.focus();
  dialog.scrollIntoView({ block: 'nearest' });
}

function closeDialog(dialog: HTMLDialogElement): void {
  if (typeof dialog.close === 'function') dialog.close();
  else dialog.removeAttribute('open');
}

export function drawUnpair(unpair: Unpair, send: Send): HTMLDialogElement {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const here = button('second', () => finish(unpair.forget()), 'Remove it here anyway');
  const go = button('danger solid', () => finish(unpair.tell()), 'Unpair');
  here.hidden = true;

  const finish = async (work: Promise<void>) => {
    go.setAttribute('aria-disabled', 'true');
    try {
      await work;
      closeDialog(dialog);
      send({ type: 'removed', by: 'person' });
    } catch (error) {
      problem.textContent = `${describe(failureFrom(error)).heading}: the server was not told. The manager can still remove the device.`;
      here.hidden = false;
    } finally {
      go.removeAttribute('aria-disabled');
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
      button('quiet', () => closeDialog(dialog), 'Keep it paired'),
    ),
  );
  return dialog;
}
