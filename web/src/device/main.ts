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

/** The fragment of a pairing link is a secret: out of the address bar before anything else happens. */
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
    // One after the other, or an old step could be written over a newer one.
    if (ownsDraft(state)) save(state);
    screen.show(state);
    if (state.step !== before.step) enter();
  };
  const fault = (error: unknown) => {
    // A pairing that ends with this page must not be given up for a fault.
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

/** Without storage there is nothing to go on with. */
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

/** Before this tab knows its place, and after it lost it, the draft is another's. */
function ownsDraft({ step }: State): boolean {
  return step !== 'checking' && step !== 'elsewhere';
}

function element(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector) as HTMLElement;
}

// `public/device-start.js` knows whether this browser is good enough, and is told that it understood this script.
const { dataset } = document.documentElement;
dataset.started = '';
if (dataset.tooOld === undefined) {
  ringMovedFocus();
  start(takeFragment()).catch(stop);
}
