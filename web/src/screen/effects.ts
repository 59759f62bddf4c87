import { Api, Refusal } from '../device/api';
import { heartbeat, whoAmI } from '../device/calls';
import { ownPlatform } from '../device/fingerprint';
import { judge } from '../device/presence';
import { sleep } from '../device/sleep';
import type { Keep, Tokens } from './keep';
import {
  type Event,
  type In,
  isDue,
  live,
  type Request,
  type State,
  type Step,
  type Trouble,
} from './machine';
import { isError, type OAuth, type OAuthError } from './oauth';

export interface Context {
  keep: Keep;
  oauth: OAuth;
  state(): State;
  send(event: Event): void;
}

type Effect = (context: Context, signal: AbortSignal) => Promise<void>;

const SECOND = 1000;
const FIRST_WAIT = 5 * SECOND;
const LONGEST_WAIT = 60 * SECOND;
/** After a refusal somebody reads why before the next code comes. */
const AFTER_DENIAL = 10 * SECOND;
/** How long before its end an access token is renewed. */
const RENEWED_BEFORE = 120 * SECOND;
const HEARTBEATS_PER_IDENTITY = 10;

const EFFECTS: { [S in Step]?: Effect } = { starting, elsewhere, asking, showing, home };

/** Starts the work of a step. What it reports after the step was left is ignored. */
export function begin(context: Context, signal: AbortSignal): Promise<void> {
  const send = (event: Event) => {
    if (!signal.aborted) context.send(event);
  };
  return EFFECTS[context.state().step]?.({ ...context, send }, signal) ?? Promise.resolve();
}

/** Goes on with what was there before a reload. */
async function starting({ keep, send }: Context): Promise<void> {
  if (!(await isOnlyTab())) return send({ type: 'taken' });
  if (await keep.tokens()) return send({ type: 'connected' });
  const [request] = (await keep.requests()).filter(({ expiresAt }) => Date.now() < expiresAt);
  send(request ? { type: 'given', request } : { type: 'empty' });
}

/** Two tabs would renew the same token: the server would take that for a theft. The lock is held as long as the page lives. */
const hold = (options: LockOptions) =>
  new Promise<boolean>((resolve) => {
    if (!navigator.locks) return resolve(true);
    void navigator.locks.request('handfast-screen', options, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise<void>(() => {}) : undefined;
    });
  });
let isOurs = false;

async function isOnlyTab(): Promise<boolean> {
  isOurs ||= await hold({ ifAvailable: true });
  return isOurs;
}

async function elsewhere({ send }: Context): Promise<void> {
  isOurs = await hold({});
  send({ type: 'free' });
}

async function asking(context: Context, signal: AbortSignal): Promise<void> {
  const { note } = context.state() as In<'asking'>;
  await context.keep.saveRequests([]);
  if (note === 'denied') await sleep(AFTER_DENIAL, signal);
  for (let misses = 0; !signal.aborted; misses++) {
    const wait = await ask(context, misses);
    if (wait !== undefined) await sleep(wait, signal, [window, 'online']);
  }
}

/** Asks for a code. The milliseconds to wait where none came. */
async function ask({ oauth, keep, state, send }: Context, misses: number): Promise<number | undefined> {
  const answer = await oauth.authorize({ device_name: `${ownPlatform()} screen`, platform: ownPlatform() });
  if (isError(answer)) {
    send({ type: 'trouble', trouble: troubleOf(answer) });
    return Math.max(answer.retryIn ?? 0, patience(misses));
  }
  const now = state();
  const before = now.step === 'showing' ? [now.request] : [];
  await keep.saveRequests([answer.ok, ...before]);
  send({ type: 'given', request: answer.ok });
  return undefined;
}

/** Longer each time, so that many screens do not overrun a server that comes back. */
const patience = (misses: number) => Math.min(FIRST_WAIT * 2 ** misses, LONGEST_WAIT);

function troubleOf({ error }: OAuthError): Trouble {
  if (error === 'network') return 'offline';
  return error === 'temporarily_unavailable' || error === 'server_error' ? 'busy' : 'refused';
}

async function showing(context: Context, signal: AbortSignal): Promise<void> {
  const shown = () => context.state() as In<'showing'>;
  const isHere = () => !signal.aborted && context.state().step === 'showing';
  for (let misses = 0; isHere(); ) {
    await sleep(shown().request.interval, signal, [window, 'online']);
    for (const one of isHere() ? live(shown(), Date.now()) : []) if (isHere()) await poll(context, one);
    if (!isHere() || !isDue(shown(), Date.now())) continue;
    if (Date.now() >= shown().request.expiresAt)
      return context.send({ type: 'over', deviceCode: shown().request.deviceCode });
    misses = (await ask(context, misses)) === undefined ? 0 : misses + 1;
  }
}

async function poll({ oauth, keep, send }: Context, { deviceCode, interval }: Request): Promise<void> {
  const answer = await oauth.poll(deviceCode);
  if (!isError(answer)) {
    // Before anything else: without them this screen would have to be approved once more.
    await keep.saveTokens(answer.ok);
    return send({ type: 'connected' });
  }
  const { error, number } = answer;
  if (error === 'authorization_pending') send({ type: 'pending', deviceCode, number, interval });
  else if (error === 'slow_down') send({ type: 'pending', deviceCode, interval: interval + FIRST_WAIT });
  else if (error === 'access_denied') send({ type: 'denied', deviceCode });
  else if (error === 'expired_token' || error === 'invalid_grant') send({ type: 'over', deviceCode });
  else send({ type: 'trouble', trouble: troubleOf(answer) });
}

/** Reports that the screen is there, and renews its token in time, until it is removed. */
async function home(context: Context, signal: AbortSignal): Promise<void> {
  let misses = 0;
  for (let sent = 0; !signal.aborted; ) {
    const report = await reportOnce(context, sent % HEARTBEATS_PER_IDENTITY === 0, misses, signal);
    if (report === 'removed') return;
    misses = report.isMissed ? misses + 1 : 0;
    sent = report.isMissed ? 0 : sent + 1;
    await sleep(report.wait, signal, [window, 'online'], [document, 'visibilitychange']);
  }
}

interface Report {
  wait: number;
  isMissed: boolean;
}

async function reportOnce(
  context: Context,
  asksIdentity: boolean,
  misses: number,
  signal: AbortSignal,
): Promise<Report | 'removed'> {
  const { keep, send } = context;
  const tokens = await freshTokens(context);
  if ('error' in tokens) {
    if (tokens.error === 'invalid_grant') {
      await keep.forget();
      send({ type: 'removed' });
      return 'removed';
    }
    send({ type: 'contact', contact: contactOf(tokens) });
    return { wait: Math.max(tokens.retryIn ?? 0, patience(misses)), isMissed: true };
  }
  try {
    const api = apiWith(tokens, keep);
    const identity = asksIdentity ? { ...(await whoAmI(api, signal)), bound: tokens.bound } : undefined;
    const { nextIn } = await heartbeat(api, signal);
    send({ type: 'contact', contact: 'online', identity });
    return { wait: Math.max(nextIn * SECOND, FIRST_WAIT), isMissed: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.failure.code === 'INVALID_TOKEN') await keep.saveTokens({ ...tokens, accessUntil: 0 });
    const verdict = judge(error.failure, navigator.onLine, misses);
    const isEnded = verdict.contact === 'removed' || verdict.contact === 'cleared';
    send({ type: 'contact', contact: isEnded ? 'checking' : (verdict.contact as 'offline') });
    return { wait: isEnded ? patience(misses) : verdict.wait * SECOND, isMissed: true };
  }
}

/** Those that are kept, renewed if they are about to end. */
async function freshTokens({ keep, oauth }: Context): Promise<Tokens | OAuthError> {
  const tokens = await keep.tokens();
  if (!tokens) return { error: 'invalid_grant' };
  if (Date.now() < tokens.accessUntil - RENEWED_BEFORE) return tokens;
  const answer = await oauth.refresh(tokens.refresh);
  if (isError(answer)) return answer;
  // Kept before it is used: from the first use on its predecessor is worth nothing.
  await keep.saveTokens(answer.ok);
  return answer.ok;
}

function contactOf({ error }: OAuthError) {
  if (error === 'network') return navigator.onLine ? 'down' : 'offline';
  return error === 'access_denied' ? 'disabled' : 'refused';
}

/** The calls of a paired device, with the access token in place of a device's own credential. */
function apiWith({ access, bound }: Tokens, keep: Keep): Api {
  const credential = { token: access, deviceId: '', bound };
  return new Api({ credential: async () => credential, keptKey: keep.key, key: keep.key });
}
