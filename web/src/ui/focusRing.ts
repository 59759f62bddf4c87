/**
 * Browsers draw no ring where a script moves the focus after a press of the mouse, as into a dialog, and Firefox and Safari none
 * where it moves back after the Escape key: then nobody sees where a key would act. So an element that gets the focus without being
 * pressed is marked.
 */
export function ringMovedFocus(): void {
  let pressed: Node | undefined;
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      pressed = target instanceof Node ? target : undefined;
    },
    true,
  );
  document.addEventListener(
    'keydown',
    () => {
      pressed = undefined;
    },
    true,
  );
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.tabIndex < 0) return;
    if (!pressed || !target.contains(pressed)) target.dataset.focusMoved = '';
  });
  document.addEventListener('focusout', ({ target }) => {
    if (target instanceof HTMLElement) delete target.dataset.focusMoved;
  });
}
