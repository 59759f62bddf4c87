import type { Send } from '../context';
import type { In, Step } from '../machine';

export interface View<S extends Step = Step> {
  nodes: (Node | false)[];
  /** Which of the two stages of pairing this is, for the bar at the top: a code, then joining. */
  stage?: 1 | 2;
  /** Takes the focus in place of the heading. */
  focus?: HTMLElement;
  /** Shows the same step with other values; without it the step is drawn again. */
  update?(state: In<S>): void;
  leave?(): void;
}

export type Draw<S extends Step> = (state: In<S>, send: Send) => View<S>;

/** Announces a text to screen readers without showing it. */
export function announce(text: string): void {
  const region = document.getElementById('announcement');
  if (region && region.textContent !== text) region.textContent = text;
}
