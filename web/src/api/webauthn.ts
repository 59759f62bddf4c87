import { base64url } from '../device/encoding';
import { type ApiProblem, ownProblem } from './problem';
import type { CreationOptions, PasskeyMade, PasskeyUsed, RequestOptions } from './types';

/** Bytes of base64url. By hand and not by `parseCreationOptionsFromJSON`, which browsers of two years ago do not have. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

type Known = RequestOptions['allowCredentials'];

const known = (passkeys: Known): PublicKeyCredentialDescriptor[] =>
  passkeys.map(({ id, type, transports }) => ({
    id: bytes(id),
    type,
    transports: transports as AuthenticatorTransport[],
  }));

/** What the browser makes; null if the person cancelled it, or let the time run out. */
export async function makePasskey(options: CreationOptions): Promise<PasskeyMade | null> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await answered(navigator.credentials.create({ publicKey }));
  if (!made) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      attestationObject: base64url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

const toUse = (options: RequestOptions) => ({
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: known(options.allowCredentials),
});

/** What the browser signs; null if the person cancelled it, or let the time run out. */
export async function askForPasskey(options: RequestOptions): Promise<PasskeyUsed | null> {
  const used = await answered(navigator.credentials.get({ publicKey: toUse(options) }));
  return used && signedBy(used);
}

/** Whether the browser can offer its passkeys in a field of a form, without a dialog of its own. */
export const canOfferPasskeys = async () =>
  (await window.PublicKeyCredential?.isConditionalMediationAvailable?.().catch(() => false)) ?? false;

/** Waits until a passkey is chosen in a field of the form; null if `until` comes first. */
export async function waitForPasskey(
  options: RequestOptions,
  until: AbortSignal,
): Promise<PasskeyUsed | null> {
  const request = { publicKey: toUse(options), mediation: 'conditional', signal: until } as const;
  // Nobody has asked for it: whatever the browser has against it is nothing to tell of.
  const used = await navigator.credentials.get(request).catch(() => null);
  return used && signedBy(used as PublicKeyCredential);
}

function signedBy(used: PublicKeyCredential): PasskeyUsed {
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    id: used.id,
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      authenticatorData: base64url(response.authenticatorData),
      signature: base64url(response.signature),
      userHandle: response.userHandle ? base64url(response.userHandle) : null,
    },
  };
}

async function answered(asked: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await asked) as PublicKeyCredential | null;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return null;
    throw problemOf(name);
  }
}

const problemOf = (name: string): ApiProblem =>
  ownProblem(name === 'InvalidStateError' ? 'PASSKEY_HERE_ALREADY' : 'PASSKEY_FAILED');
