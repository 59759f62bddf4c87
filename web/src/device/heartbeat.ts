import { Refusal } from './api';
import { heartbeat, renew, whoAmI } from './calls';
import type { Context } from './context';
import { freshNonce } from './encoding';
import type { GoneBy } from './machine';
import { judge } from './presence';
import { sleep } from './sleep';

const HEARTBEATS_PER_IDENTITY = 10;
const SOONEST = 5;

/** Sends heartbeats until the page leaves home or the server no longer knows this device. */
export async function sendHeartbeats(context: Context, signal: AbortSignal): Promise<void> {
  let misses = 0;
  for (let sent = 0; !signal.aborted; ) {
    const asksIdentity = sent % HEARTBEATS_PER_IDENTITY === 0;
    let wait: number;
    try {
      wait = await sendHeartbeat(context, asksIdentity, signal);
      misses = 0;
      sent += 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      const verdict = judge(error.failure, navigator.onLine, misses++);
      if (verdict.contact === 'removed' || verdict.contact === 'cleared') {
        return forget(context, verdict.contact === 'cleared' ? 'cleared' : 'manager', signal);
      }
      context.send({ type: 'contact', contact: verdict.contact });
      wait = verdict.wait;
      sent = 0;
    }
    await sleep(wait * 1000, signal, [window, 'online'], [window, 'offline'], [document, 'visibilitychange']);
  }
}

async function sendHeartbeat(
  { api, vault, send }: Context,
  asksIdentity: boolean,
  signal: AbortSignal,
): Promise<number> {
  const known = await vault.identity();
  const bound = (await vault.credential())?.bound ?? false;
  const identity = asksIdentity || !known ? { ...(await whoAmI(api, signal)), bound } : known;
  if (identity !== known) await vault.rename(identity);
  const { nextIn, refresh } = await heartbeat(api, signal);
  send({ type: 'contact', contact: 'online', at: Date.now(), identity, kept: vault.lasting });
  if (refresh) await replaceToken({ api, vault }, signal);
  return Math.max(nextIn, SOONEST);
}

/** The nonce is kept until the new token is stored: after a lost answer the same nonce brings the same token. */
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
