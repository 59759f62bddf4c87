import { type Api, failureFrom } from './api';
import { lookAt, redeem } from './calls';
import { entryFailure, isPassing } from './failures';
import { defaultName } from './fingerprint';
import { stayInTouch } from './heartbeat';
import type { Attempt, Event, In, State, Step } from './machine';
import { readFragment } from './payload';
import { sleep } from './sleep';
import { claimTab } from './tabs';
import type { Vault } from './vault';

export type Send = (event: Event) => void;

export interface Context {
  api: Api;
  vault: Vault;
  send: Send;
  /** What the link that opened this page carried, already gone from the address bar. Given out once. */
  takeOpened(): string;
  /** Resolves once the current step would survive a reload. */
  saved(): Promise<void>;
}

type Effect<S extends Step> = (state: In<S>, context: Context, signal: AbortSignal) => Promise<void>;

const SUCCESS_SHOWN = 8_000;
const UNKNOWN = { name: 'This device', restaurant: '', manager: '', bound: false };

const EFFECTS: { [S in Step]?: Effect<S> } = {
  async checking({ force = false }, context) {
    const { vault, send } = context;
    if (!(await claimTab(force, () => send({ type: 'taken' })))) return send({ type: 'taken' });
    const opened = context.takeOpened();
    if (await vault.credential()) {
      return send({ type: 'home', identity: (await vault.identity()) ?? UNKNOWN, newLink: opened !== '' });
    }
    if (opened) return sendFragment(opened, send);
    const draft = await vault.draft();
    send(draft ? { type: 'resumed', state: draft } : { type: 'unpaired' });
  },

  async looking({ claim }, { api, send }, signal) {
    try {
      const { preview, name } = await lookAt(api, claim, signal);
      send({ type: 'previewed', preview, name: name ?? defaultName() });
    } catch (error) {
      send({ type: 'refused', failure: failureFrom(error) });
    }
  },

  async verifying({ attempt }, context, signal) {
    try {
      // A reload must find the nonce, or an answer lost on the way would cost the code.
      await context.saved();
      const retryIn = await tryPairing(attempt, context, signal);
      if (retryIn) context.send({ type: 'pending', retryIn });
    } catch (error) {
      context.send({ type: 'refused', failure: failureFrom(error) });
    }
  },

  async waiting({ attempt, retryIn }, context, signal) {
    let wait: number | undefined = retryIn;
    while (wait && !signal.aborted) {
      await sleep(wait * 1000, signal, [window, 'online']);
      if (signal.aborted) return;
      wait = await tryPairing(attempt, context, signal).catch((error) => {
        const failure = failureFrom(error);
        if (isPassing(failure)) return failure.retryAfter ?? retryIn;
        context.send({ type: 'refused', failure });
        return undefined;
      });
    }
  },

  async success({ identity }, { send }, signal) {
    await navigator.storage?.persist?.().catch(() => false);
    await sleep(SUCCESS_SHOWN, signal);
    if (!signal.aborted) send({ type: 'home', identity });
  },

  async error({ failure }, { send }, signal) {
    if (failure.code !== 'NETWORK') return;
    window.addEventListener('online', () => send({ type: 'again' }), { once: true, signal });
  },

  home: (_, context, signal) => stayInTouch(context, signal),
};

/** Starts what a step does on its own. Whatever it reports after the step was left is ignored. */
export function begin(state: State, context: Context, signal: AbortSignal): void {
  const send: Send = (event) => {
    if (!signal.aborted || event.type === 'taken') context.send(event);
  };
  const effect = EFFECTS[state.step] as Effect<Step> | undefined;
  void effect?.(state, { ...context, send }, signal);
}

export function sendFragment(fragment: string, send: Send): void {
  const reading = readFragment(fragment);
  if ('claim' in reading) send({ type: 'claimed', claim: reading.claim });
  else send({ type: 'misread', failure: entryFailure(reading), text: '' });
}

/** Returns the seconds to wait where a manager has to agree first. */
async function tryPairing(
  attempt: Attempt,
  context: Context,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { api, vault, send } = context;
  const redeemed = await redeem(api, attempt, signal);
  if (signal.aborted) return undefined;
  if ('retryIn' in redeemed) return redeemed.retryIn;
  await vault.keep(redeemed.credential, redeemed.identity);
  send({ type: 'paired', identity: redeemed.identity, kept: vault.lasting });
  return undefined;
}
