import { ask, client } from './client';
import { enter } from './session';
import type { NextStep, RegisteredPasskey } from './types';
import { askForPasskey, canOfferPasskeys, makePasskey, waitForPasskey } from './webauthn';

/** Whether this browser has passkeys, which it has on secure pages only. The server says whether its address has. */
export const hasPasskeys = () => window.isSecureContext && 'PublicKeyCredential' in window;

/** Each of these is null if the person cancelled it: that is no problem. */
type OrCancelled<Result> = Promise<Result | null>;

export async function addPasskey(name: string): OrCancelled<RegisteredPasskey> {
  const options = await ask(client.POST('/api/session/passkeys/challenge'));
  const credential = await makePasskey(options);
  return credential && ask(client.POST('/api/session/passkeys', { body: { name, credential } }));
}

export async function signInWithPasskey(tenant_id: string | null = null): OrCancelled<true> {
  const options = await ask(client.POST('/api/session/passkey/challenge'));
  const credential = await askForPasskey(options);
  if (!credential) return null;
  await enter(await ask(client.POST('/api/session/passkey', { body: { credential, tenant_id } })));
  return true;
}

/** Once one is chosen in the field for the e-mail address, which the browser offers if it has one; null if `until` comes first. */
export async function signInWithOfferedPasskey(until: AbortSignal, onChosen: () => void): OrCancelled<true> {
  if (!(await canOfferPasskeys()) || until.aborted) return null;
  const options = await ask(client.POST('/api/session/passkey/challenge')).catch(() => null);
  const credential = options && (await waitForPasskey(options, until));
  if (!credential || until.aborted) return null;
  onChosen();
  await enter(await ask(client.POST('/api/session/passkey', { body: { credential, tenant_id: null } })));
  return true;
}

export async function finishWithPasskey({ token }: NextStep): OrCancelled<true> {
  const options = await ask(client.POST('/api/session/second-factor/passkey', { body: { token } }));
  const passkey = await askForPasskey(options);
  if (!passkey) return null;
  await enter(await ask(client.POST('/api/session/second-factor', { body: { token, passkey } })));
  return true;
}

export async function confirmWithPasskey(): OrCancelled<true> {
  const options = await ask(client.POST('/api/session/confirm/passkey'));
  const passkey = await askForPasskey(options);
  if (!passkey) return null;
  await ask(client.POST('/api/session/confirm', { body: { passkey } }));
  return true;
}

export const renamePasskey = (id: string, name: string) =>
  ask(client.PATCH('/api/session/passkeys/{id}', { params: { path: { id } }, body: { name } }));

export const removePasskey = (id: string) =>
  ask(client.DELETE('/api/session/passkeys/{id}', { params: { path: { id } } }));
