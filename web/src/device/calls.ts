import type { Api } from './api';
import { fingerprint, ownPlatform } from './fingerprint';
import type { Attempt, Identity, Preview } from './machine';
import { type Claim, claimFields } from './payload';
import type { Credential } from './vault';

interface Named {
  name: string;
}

type Fields = Record<string, unknown>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isNamed = (value: unknown) => isRecord(value) && typeof value.name === 'string';
const isText = (value: unknown) => typeof value === 'string' && value !== '';

interface PreviewBody {
  restaurant: Named;
  manager: Named;
  expires_at: string;
  device_name: string | null;
  needs_approval: boolean;
  support_contact?: string;
}

const isPreview = (body: unknown): body is PreviewBody =>
  isRecord(body) && isNamed(body.restaurant) && isNamed(body.manager) && isText(body.expires_at);

export async function lookAt(api: Api, claim: Claim, signal: AbortSignal) {
  const { body } = await api.open({
    method: 'POST',
    path: '/api/pairing/preview',
    body: claimFields(claim),
    signal,
    is: isPreview,
  });
  const preview: Preview = {
    restaurant: body.restaurant.name,
    manager: body.manager.name,
    expiresAt: body.expires_at,
    needsApproval: body.needs_approval,
    support: body.support_contact,
  };
  return { preview, name: body.device_name };
}

interface PairedBody {
  device_id: string;
  auth_token: string;
  token_type: string;
  device_name?: string;
}

interface PendingBody {
  retry_in: number;
}

const isToken = (body: Fields) =>
  typeof body.auth_token === 'string' && /^[0-9a-f]{64}$/.test(body.auth_token) && isText(body.token_type);
const isPaired = (body: unknown): body is PairedBody =>
  isRecord(body) && isText(body.device_id) && isToken(body);
const isPending = (body: unknown): body is PendingBody =>
  isRecord(body) && body.code === 'PENDING_APPROVAL' && typeof body.retry_in === 'number';
const isDecided = (body: unknown): body is PairedBody | PendingBody => isPaired(body) || isPending(body);

export type Redeemed = { retryIn: number } | { credential: Credential; identity: Identity };

export async function redeem(api: Api, attempt: Attempt, signal: AbortSignal): Promise<Redeemed> {
  const { claim, name, nonce, preview } = attempt;
  const { body } = await api.redeem({
    method: 'POST',
    path: '/api/pairing/verify',
    signal,
    is: isDecided,
    body: {
      ...claimFields(claim),
      deviceName: name,
      deviceFingerprint: await fingerprint(),
      userAgent: navigator.userAgent,
      platform: ownPlatform(),
      clientNonce: nonce,
    },
  });
  if ('retry_in' in body) return { retryIn: body.retry_in };
  const bound = body.token_type === 'DPoP';
  return {
    credential: { token: body.auth_token, deviceId: body.device_id, bound },
    identity: {
      name: body.device_name ?? name,
      restaurant: preview.restaurant,
      manager: preview.manager,
      support: preview.support,
      pairedAt: new Date().toISOString(),
      bound,
    },
  };
}

interface MeBody {
  device: { id: string; name: string; paired_at: string };
  restaurant: Named;
  manager: Named;
  app_url?: string | null;
  support_contact?: string;
}

const isMe = (body: unknown): body is MeBody =>
  isRecord(body) && isNamed(body.device) && isNamed(body.restaurant) && isNamed(body.manager);

export async function whoAmI(api: Api, signal: AbortSignal): Promise<Omit<Identity, 'bound'>> {
  const { body } = await api.asDevice({ method: 'GET', path: '/api/devices/me', signal, is: isMe });
  return {
    name: body.device.name,
    restaurant: body.restaurant.name,
    manager: body.manager.name,
    pairedAt: body.device.paired_at,
    appUrl: body.app_url ?? undefined,
    support: body.support_contact,
  };
}

interface BeatBody {
  next_in: number;
  refresh: boolean;
}

const isBeat = (body: unknown): body is BeatBody =>
  isRecord(body) && typeof body.next_in === 'number' && typeof body.refresh === 'boolean';

export async function beat(api: Api, signal: AbortSignal): Promise<{ nextIn: number; refresh: boolean }> {
  const path = '/api/devices/me/heartbeat';
  const { body } = await api.asDevice({ method: 'POST', path, body: {}, signal, is: isBeat });
  return { nextIn: body.next_in, refresh: body.refresh };
}

type RenewedBody = Pick<PairedBody, 'auth_token' | 'token_type'>;

const isRenewed = (body: unknown): body is RenewedBody => isRecord(body) && isToken(body);

export async function renew(api: Api, clientNonce: string, signal: AbortSignal) {
  const path = '/api/devices/me/token';
  const { body } = await api.asDevice({ method: 'POST', path, body: { clientNonce }, signal, is: isRenewed });
  return { token: body.auth_token, bound: body.token_type === 'DPoP' };
}

export async function unpair(api: Api): Promise<void> {
  await api.asDevice({ method: 'DELETE', path: '/api/devices/me' });
}
