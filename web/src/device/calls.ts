import type { Answered, Sent } from '../api/bodies';
import type { paths } from '../api/schema';
import type { Api } from './api';
import { fingerprint, ownPlatform } from './fingerprint';
import type { Attempt, Identity, Preview } from './machine';
import { type PresentedCode, presentedFields } from './payload';
import type { Credential } from './vault';

type Pairing = paths['/api/pairing/verify']['post'];
type OwnDevice = paths['/api/devices/me']['get'];
type Heartbeat = paths['/api/devices/me/heartbeat']['post'];
type Renewal = paths['/api/devices/me/token']['post'];

type Fields = Record<string, unknown>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isNamed = (value: unknown) => isRecord(value) && typeof value.name === 'string';
const isText = (value: unknown) => typeof value === 'string' && value !== '';

const isPreview = (body: unknown): body is Answered<paths['/api/pairing/preview']['post']> =>
  isRecord(body) && isNamed(body.restaurant) && isNamed(body.manager) && isText(body.expires_at);

export async function fetchPreview(api: Api, presented: PresentedCode, signal: AbortSignal) {
  const { body } = await api.open({
    method: 'POST',
    path: '/api/pairing/preview',
    body: presentedFields(presented),
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

type Paired = Extract<Answered<Pairing>, { auth_token: string }>;

/** The answer 202, while a manager has to agree. */
type Pending = Required<Exclude<Answered<Pairing>, Paired>>;

const isToken = (body: Fields) =>
  typeof body.auth_token === 'string' && /^[0-9a-f]{64}$/.test(body.auth_token) && isText(body.token_type);
const isPaired = (body: unknown): body is Paired => isRecord(body) && isText(body.device_id) && isToken(body);
const isPending = (body: unknown): body is Pending =>
  isRecord(body) && body.code === 'PENDING_APPROVAL' && typeof body.retry_in === 'number';
const isDecided = (body: unknown): body is Paired | Pending => isPaired(body) || isPending(body);

export type Redeemed = { retryIn: number } | { credential: Credential; identity: Identity };

export async function redeem(api: Api, attempt: Attempt, signal: AbortSignal): Promise<Redeemed> {
  const { presented, name, nonce, preview } = attempt;
  const sent: Sent<Pairing> = {
    ...presentedFields(presented),
    deviceName: name,
    deviceFingerprint: await fingerprint(),
    userAgent: navigator.userAgent,
    platform: ownPlatform(),
    clientNonce: nonce,
  };
  const path = '/api/pairing/verify';
  const { body } = await api.redeem({ method: 'POST', path, body: sent, signal, is: isDecided });
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

const isOwnDevice = (body: unknown): body is Answered<OwnDevice> =>
  isRecord(body) && isNamed(body.device) && isNamed(body.restaurant) && isNamed(body.manager);

export async function whoAmI(api: Api, signal: AbortSignal): Promise<Omit<Identity, 'bound'>> {
  const { body } = await api.asDevice({ method: 'GET', path: '/api/devices/me', signal, is: isOwnDevice });
  return {
    name: body.device.name,
    restaurant: body.restaurant.name,
    manager: body.manager.name,
    pairedAt: body.device.paired_at,
    appUrl: body.app_url ?? undefined,
    support: body.support_contact,
  };
}

const isHeartbeat = (body: unknown): body is Answered<Heartbeat> =>
  isRecord(body) && typeof body.next_in === 'number' && typeof body.refresh === 'boolean';

export async function heartbeat(
  api: Api,
  signal: AbortSignal,
): Promise<{ nextIn: number; refresh: boolean }> {
  const path = '/api/devices/me/heartbeat';
  const { body } = await api.asDevice({ method: 'POST', path, body: {}, signal, is: isHeartbeat });
  return { nextIn: body.next_in, refresh: body.refresh };
}

const isRenewed = (body: unknown): body is Answered<Renewal> => isRecord(body) && isToken(body);

export async function renew(api: Api, clientNonce: string, signal: AbortSignal) {
  const path = '/api/devices/me/token';
  const sent: Sent<Renewal> = { clientNonce };
  const { body } = await api.asDevice({ method: 'POST', path, body: sent, signal, is: isRenewed });
  return { token: body.auth_token, bound: body.token_type === 'DPoP' };
}

export async function unpair(api: Api): Promise<void> {
  await api.asDevice({ method: 'DELETE', path: '/api/devices/me' });
}
