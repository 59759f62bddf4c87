import type { Send } from './context';
import type { In, Step } from './machine';
import { drawChoose } from './views/choose';
import { drawElsewhere, drawError, drawGone } from './views/ends';
import { drawHome } from './views/home';
import { drawJoin, drawPreviewing } from './views/join';
import { drawChecking, drawVerifying, drawWaiting } from './views/progress';
import { drawScan } from './views/scan';
import type { Unpair } from './views/unpair';
import type { Draw, View } from './views/view';

/** Shows one step at a time and moves the focus to where that step begins. */
export class Screen {
  private step?: Step;
  private view?: View;
  private readonly views: { [S in Step]: Draw<S> };

  constructor(
    private readonly root: HTMLElement,
    private readonly stages: HTMLElement,
    private readonly send: Send,
    unpair: Unpair,
  ) {
    this.views = {
      checking: drawChecking,
      elsewhere: drawElsewhere,
      choose: drawChoose,
      scan: drawScan,
      previewing: drawPreviewing,
      join: drawJoin,
      verifying: drawVerifying,
      waiting: drawWaiting,
      error: drawError,
      home: (state, send) => drawHome(state, send, unpair),
      gone: drawGone,
    };
  }

  show<S extends Step>(state: In<S>): void {
    if (state.step === this.step && this.view?.update) {
      this.view.update(state);
      return;
    }
    const first = this.step === undefined;
    this.view?.leave?.();
    const draw = this.views[state.step] as unknown as Draw<S>;
    const view = draw(state, this.send);
    this.step = state.step;
    this.view = view as unknown as View;
    this.root.dataset.step = state.step;
    this.root.replaceChildren(...view.nodes.filter((node) => node !== false));
    this.showStage(view.stage);
    const title = this.root.querySelector('h1');
    document.title = `${title?.textContent} – Handfast`;
    // Right after loading a screen reader starts at the top by itself.
    if (!first) (view.focus ?? title)?.focus();
  }

  private showStage(stage?: number): void {
    this.stages.hidden = stage === undefined;
    this.stages.dataset.stage = String(stage);
    const label = this.stages.querySelector('.unseen');
    if (label) label.textContent = stage ? `Step ${stage} of 2` : '';
  }
}
