import { Refusal } from './api';
import { fetchPreview, redeem } from './calls';
import type { Context, Send } from './context';
import { within } from './deadline';
import { entryFailure, type Failure, isPassing, OWN_FAULTS } from './failures';
import { defaultName } from './fingerprint';
import { sendHeartbeats } from './heartbeat';
import { type Attempt, type In, resumable, type State, type Step } from './machine';
import { readFragment } from './payload';
import { sleep } from './sleep';
import { acquireTab } from './tabs';

type Effect<S extends Step> = (state: In<S>, context: Context, signal: AbortSignal) => Promise<void>;

/** Milliseconds after which a step counts as failed; each normally ends long before. */
const TIME_LIMITS: { [S in Step]?: number } = { checking: 30_000, previewing: 60_000, verifying: 60_000 };
/** Milliseconds after which the page recovers by itself: a till in a corner may have nobody to press the button. */
export const FAULT_SHOWN = 61_000;
const UNKNOWN = { name: 'This device', restaurant: '', manager: '', bound: false };

const EFFECTS: { [S in Step]?: Effect<S> } = {
  async checking({ force = false }, context) {
    const { vault, send } = context;
    if (!(await acquireTab(force, () => send({ type: 'taken' })))) return send({ type: 'taken' });
    const opened = context.takeOpened();
    if (await vault.credential()) {
      const identity = (await vault.identity()) ?? UNKNOWN;
      return send({ type: 'home', identity, kept: vault.lasting, newLink: opened !== '' });
    }
    if (opened) return sendFragment(opened, send);
    const kept = await vault.draft();
    const draft = kept && resumable(kept); // an older version of this page may have kept a step that no longer exists
    send(draft ? { type: 'resumed', state: draft } : { type: 'unpaired' });
  },

  async previewing({ presented }, { api, send }, signal) {
    try {
      const { preview, name } = await fetchPreview(api, presented, signal);
      send({ type: 'previewed', preview, name: name ?? defaultName() });
    } catch (error) {
      send({ type: 'refused', failure: refusalOf(error) });
    }
  },

  async verifying({ attempt }, context, signal) {
    try {
      // The nonce must survive a reload: without it a lost answer could not be asked for again, and the code would be used up.
      await context.saved();
      const retryIn = await tryPairing(attempt, context, signal);
      if (retryIn) context.send({ type: 'pending', retryIn });
    } catch (error) {
      context.send({ type: 'refused', failure: refusalOf(error) });
    }
  },

  async waiting({ attempt, retryIn }, context, signal) {
    let wait: number | undefined = retryIn;
    while (wait && !signal.aborted) {
      await sleep(wait * 1000, signal, [window, 'online']);
      if (signal.aborted) return;
      wait = await tryPairing(attempt, context, signal).catch((error) => {
        const failure = refusalOf(error);
        if (isPassing(failure)) return failure.retryAfter ?? retryIn;
        context.send({ type: 'refused', failure });
        return undefined;
      });
    }
  },

  async error({ failure }, { send, fault }, signal) {
    if (OWN_FAULTS.some((code) => code === failure.code)) {
      await sleep(FAULT_SHOWN, signal);
      if (!signal.aborted) fault(undefined);
    }
    if (failure.code !== 'NETWORK') return;
    window.addEventListener('online', () => send({ type: 'again' }), { once: true, signal });
  },

  home: (_, context, signal) => sendHeartbeats(context, signal),
};

/** Starts the work of a step. What it reports after the step was left is ignored. */
export function begin(state: State, context: Context, signal: AbortSignal): void {
  const send: Send = (event) => {
    if (!signal.aborted || event.type === 'taken') context.send(event);
  };
  const effect = EFFECTS[state.step] as Effect<Step> | undefined;
  if (!effect) return;
  const work = effect(state, { ...context, send }, signal);
  const limit = TIME_LIMITS[state.step];
  (limit ? within(limit, work) : work).catch((error) => {
    if (!signal.aborted) context.fault(error);
  });
}

/** A refusal is shown to the person; any other error is one of this page. */
function refusalOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  throw error;
}

export function sendFragment(fragment: string, send: Send): void {
  const reading = readFragment(fragment);
  if ('presented' in reading) send({ type: 'presented', presented: reading.presented });
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
  // Some browsers ask the person first; the pairing does not wait for the answer.
  void navigator.storage?.persist?.().catch(() => {});
  send({ type: 'paired', identity: redeemed.identity, kept: vault.lasting });
  return undefined;
}
