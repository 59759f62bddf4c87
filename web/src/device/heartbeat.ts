import { Refusal } from './api';
import { heartbeat, renew, whoAmI } from './calls';
import type { Context } from './context';
import { freshNonce } from './encoding';
import type { GoneBy } from './machine';
import { judge } from './presence';
import { sleep } from './sleep';

const BEATS_PER_LOOK = 10;
const SOONEST = 5;

/** Keeps the paired device in touch until the page leaves home or the server no longer knows it. */
export async function stayInTouch(context: Context, signal: AbortSignal): Promise<void> {
  let misses = 0;
  for (let beats = 0; !signal.aborted; ) {
    const looking = beats % BEATS_PER_LOOK === 0;
    let wait: number;
    try {
      wait = await touch(context, looking, signal);
      misses = 0;
      beats += 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      const verdict = judge(error.failure, navigator.onLine, misses++);
      if (verdict.contact === 'removed' || verdict.contact === 'cleared') {
        return forget(context, verdict.contact === 'cleared' ? 'cleared' : 'manager', signal);
      }
      context.send({ type: 'contact', contact: verdict.contact });
      wait = verdict.wait;
      beats = 0;
    }
    await sleep(wait * 1000, signal, [window, 'online'], [window, 'offline'], [document, 'visibilitychange']);
  }
}

async function touch({ api, vault, send }: Context, looking: boolean, signal: AbortSignal): Promise<number> {
  const known = await vault.identity();
  const bound = (await vault.credential())?.bound ?? false;
  const identity = looking || !known ? { ...(await whoAmI(api, signal)), bound } : known;
  if (identity !== known) await vault.rename(identity);
  const { nextIn, refresh } = await heartbeat(api, signal);
  send({ type: 'contact', contact: 'online', at: Date.now(), identity, kept: vault.lasting });
  if (refresh) await replaceToken({ api, vault }, signal);
  return Math.max(nextIn, SOONEST);
}

/** The nonce is kept until the new token is: a lost answer can then be asked for again. */
async function replaceToken(
  { api, vault }: Pick<Context, 'api' | 'vault'>,
  signal: AbortSignal,
): Promise<void> {
  const nonce = (await vault.renewal()) ?? freshNonce();
  await vault.renewal(nonce);
  const [credential, identity] = await Promise.all([vault.credential(), vault.identity()]);
  const { token, bound } = await renew(api, nonce, signal);
  if (credential && identity) await vault.keep({ ...credential, token, bound }, identity);
}

async function forget({ vault, send }: Context, by: GoneBy, signal: AbortSignal): Promise<void> {
  await vault.forget();
  if (!signal.aborted) send({ type: 'removed', by });
}
