import { ringMovedFocus } from '../ui/focusRing';
import { Api, failureFrom } from './api';
import { unpair } from './calls';
import type { Context, Send } from './context';
import { begin, FAULT_SHOWN, sendFragment } from './effects';
import { type Event, next, resumable, type State } from './machine';
import { mayReload, reload } from './reload';
import { Screen } from './screen';
import { openStore } from './store';
import { openVault } from './vault';
import type { Unpair } from './views/unpair';

/** The fragment of a pairing link is a secret, so it is removed from the address bar first of all. */
function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, '', location.pathname);
  return fragment;
}

async function start(opened: string): Promise<void> {
  const vault = openVault(await openStore());
  const api = new Api(vault);
  let state: State = { step: 'checking' };
  let leaving = new AbortController();
  let saved: Promise<void> = Promise.resolve();

  const takeOpened = () => {
    const fragment = opened;
    opened = '';
    return fragment;
  };
  const enter = () => {
    leaving.abort();
    leaving = new AbortController();
    begin(state, context, leaving.signal);
  };
  const save = (mine: State) => {
    document.documentElement.dataset.saving = '';
    saved = saved
      .then(() => vault.saveDraft(resumable(state)))
      .catch(() => {})
      .then(() => {
        if (state === mine) delete document.documentElement.dataset.saving;
      });
  };
  const send: Send = (event: Event) => {
    const before = state;
    state = next(state, event);
    if (state === before) return;
    // The writes are chained: in parallel an older step could overwrite a newer one.
    if (ownsDraft(state)) save(state);
    screen.show(state);
    if (state.step !== before.step) enter();
  };
  const fault = (error: unknown) => {
    // Where the pairing is not stored a reload would lose it, so the error is shown instead.
    if (vault.lasting && mayReload()) void saved.then(reload);
    else send({ type: 'fault', failure: failureFrom(error) });
  };
  const context: Context = { api, vault, send, takeOpened, saved: () => saved, fault };
  const press: Send = (event) => {
    try {
      send(event);
    } catch (error) {
      fault(error);
    }
  };
  const screen = newScreen(press, {
    tell: async () => {
      await unpair(api).catch((error) => {
        if (failureFrom(error).code !== 'INVALID_TOKEN') throw error;
      });
      await vault.forget();
    },
    forget: () => vault.forget(),
  });

  window.addEventListener('hashchange', () => sendFragment(takeFragment(), press));
  screen.show(state);
  enter();
}

function newScreen(send: Send, unpair: Unpair): Screen {
  return new Screen(element('main'), element('.stages'), send, unpair);
}

/** Shows that the storage does not work, and reloads after a while. */
function stop(error: unknown): void {
  if (mayReload()) {
    reload();
    return;
  }
  const nothing = async () => {};
  newScreen(() => {}, { tell: nothing, forget: nothing }).show({
    step: 'error',
    failure: failureFrom(error),
    text: '',
  });
  setTimeout(reload, FAULT_SHOWN);
}

/** Whether this tab is the active one: only that one may write the draft. */
function ownsDraft({ step }: State): boolean {
  return step !== 'checking' && step !== 'elsewhere';
}

function element(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector) as HTMLElement;
}

// `public/device-start.js` finds out whether this browser is new enough; `started` tells it that this script could be parsed.
const { dataset } = document.documentElement;
dataset.started = '';
if (dataset.tooOld === undefined) {
  ringMovedFocus();
  start(takeFragment()).catch(stop);
}
