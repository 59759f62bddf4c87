import { mayReload, reload } from '../device/reload';
import { openStore } from '../device/store';
import { begin, type Context } from './effects';
import { openKeep } from './keep';
import { next, type State } from './machine';
import { OAuth } from './oauth';
import { show } from './view';

const AGAIN_AFTER = 61_000;

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('main') as HTMLElement;
  const keep = openKeep(await openStore());
  let state: State = { step: 'starting' };
  let leaving = new AbortController();
  const context: Context = {
    keep,
    oauth: new OAuth(keep),
    state: () => state,
    send(event) {
      const before = state;
      state = next(state, event);
      if (state === before) return;
      show(root, state);
      if (state.step !== before.step) enter();
    },
  };
  const enter = () => {
    leaving.abort();
    leaving = new AbortController();
    begin(context, leaving.signal).catch(() => recover(enter));
  };
  show(root, state);
  enter();
}

/** Nobody stands at this screen who could press a button. Without a network a reload would leave it with the browser's own page. */
async function recover(again: () => void): Promise<void> {
  if (mayReload() && (await isReachable())) reload();
  else setTimeout(again, AGAIN_AFTER);
}

const isReachable = () =>
  fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

function run(): void {
  start().catch(() => recover(run));
}

// `public/device-start.js` finds out whether this browser is new enough; `started` tells it that this script could be parsed.
const { dataset } = document.documentElement;
dataset.started = '';
if (dataset.tooOld === undefined) run();
