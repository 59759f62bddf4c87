import { Refusal } from './api';
import { lookAt, redeem } from './calls';
import type { Context, Send } from './context';
import { within } from './deadline';
import { entryFailure, type Failure, isPassing, OWN_FAULTS } from './failures';
import { defaultName } from './fingerprint';
import { stayInTouch } from './heartbeat';
import { type Attempt, type In, resumable, type State, type Step } from './machine';
import { readFragment } from './payload';
import { sleep } from './sleep';
import { claimTab } from './tabs';

type Effect<S extends Step> = (state: In<S>, context: Context, signal: AbortSignal) => Promise<void>;

/** Each of these steps waits for something that comes, or is refused, long before. */
const ENDS: { [S in Step]?: number } = { checking: 30_000, looking: 60_000, verifying: 60_000 };
/** Nobody may be there to press the button: a till in a corner comes back by itself. */
export const FAULT_SHOWN = 61_000;
const UNKNOWN = { name: 'This device', restaurant: '', manager: '', bound: false };

const EFFECTS: { [S in Step]?: Effect<S> } = {
  async checking({ force = false }, context) {
    const { vault, send } = context;
    if (!(await claimTab(force, () => send({ type: 'taken' })))) return send({ type: 'taken' });
    const opened = context.takeOpened();
    if (await vault.credential()) {
      const identity = (await vault.identity()) ?? UNKNOWN;
      return send({ type: 'home', identity, kept: vault.lasting, newLink: opened !== '' });
    }
    if (opened) return sendFragment(opened, send);
    const kept = await vault.draft();
    const draft = kept && resumable(kept); // an older page may have kept a step that is no more
    send(draft ? { type: 'resumed', state: draft } : { type: 'unpaired' });
  },

  async looking({ claim }, { api, send }, signal) {
    try {
      const { preview, name } = await lookAt(api, claim, signal);
      send({ type: 'previewed', preview, name: name ?? defaultName() });
    } catch (error) {
      send({ type: 'refused', failure: refusalOf(error) });
    }
  },

  async verifying({ attempt }, context, signal) {
    try {
      // A reload must find the nonce, or an answer lost on the way would cost the code.
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

  home: (_, context, signal) => stayInTouch(context, signal),
};

/** Starts what a step does on its own. Whatever it reports after the step was left is ignored. */
export function begin(state: State, context: Context, signal: AbortSignal): void {
  const send: Send = (event) => {
    if (!signal.aborted || event.type === 'taken') context.send(event);
  };
  const effect = EFFECTS[state.step] as Effect<Step> | undefined;
  if (!effect) return;
  const work = effect(state, { ...context, send }, signal);
  const limit = ENDS[state.step];
  (limit ? within(limit, work) : work).catch((error) => {
    if (!signal.aborted) context.fault(error);
  });
}

/** What was refused is told to the person; anything else is a fault of this page. */
function refusalOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  throw error;
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
  // Some browsers ask the person first: nothing waits for that.
  void navigator.storage?.persist?.().catch(() => {});
  send({ type: 'paired', identity: redeemed.identity, kept: vault.lasting });
  return undefined;
}
