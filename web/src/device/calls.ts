import type { Api } from './api';
import { fingerprint, ownPlatform } from './fingerprint';
import type { Attempt, Identity, Preview } from './machine';
import { type Claim, claimFields } from './payload';
import type { Credential } from './vault';

interface Named {
  name: string;
}

interface PreviewBody {
  restaurant: Named;
  manager: Named;
  expires_at: string;
  device_name: string | null;
  needs_approval: boolean;
}

export async function lookAt(api: Api, claim: Claim, signal: AbortSignal) {
  const call = { method: 'POST', path: '/api/pairing/preview', body: claimFields(claim), signal } as const;
  const { body } = await api.open<PreviewBody>(call);
  const preview: Preview = {
    restaurant: body.restaurant.name,
    manager: body.manager.name,
    expiresAt: body.expires_at,
    needsApproval: body.needs_approval,
  };
  return { preview, name: body.device_name };
}

interface PairedBody {
  device_id: string;
  auth_token: string;
  token_type: string;
  device_name?: string;
  retry_in?: number;
}

export type Redeemed = { retryIn: number } | { credential: Credential; identity: Identity };

export async function redeem(api: Api, attempt: Attempt, signal: AbortSignal): Promise<Redeemed> {
  const { claim, name, nonce, preview } = attempt;
  const answer = await api.redeem<PairedBody>({
    method: 'POST',
    path: '/api/pairing/verify',
    signal,
    body: {
      ...claimFields(claim),
      deviceName: name,
      deviceFingerprint: await fingerprint(),
      userAgent: navigator.userAgent,
      platform: ownPlatform(),
      clientNonce: nonce,
    },
  });
  const { body, status } = answer;
  if (status === 202) return { retryIn: body.retry_in ?? 3 };
  const bound = body.token_type === 'DPoP';
  return {
    credential: { token: body.auth_token, deviceId: body.device_id, bound },
    identity: {
      name: body.device_name ?? name,
      restaurant: preview.restaurant,
      manager: preview.manager,
      pairedAt: new Date().toISOString(),
      bound,
    },
  };
}

interface MeBody {
  device: { id: string; name: string; paired_at: string };
  restaurant: Named;
  manager: Named;
}

export async function whoAmI(api: Api, signal: AbortSignal): Promise<Omit<Identity, 'bound'>> {
  const { body } = await api.asDevice<MeBody>({ method: 'GET', path: '/api/devices/me', signal });
  return {
    name: body.device.name,
    restaurant: body.restaurant.name,
    manager: body.manager.name,
    pairedAt: body.device.paired_at,
  };
}

export async function beat(api: Api, signal: AbortSignal): Promise<{ nextIn: number; refresh: boolean }> {
  const call = { method: 'POST', path: '/api/devices/me/heartbeat', body: {}, signal } as const;
  const { body } = await api.asDevice<{ next_in: number; refresh: boolean }>(call);
  return { nextIn: body.next_in, refresh: body.refresh };
}

export async function renew(api: Api, clientNonce: string, signal: AbortSignal) {
  const call = { method: 'POST', path: '/api/devices/me/token', body: { clientNonce }, signal } as const;
  const { body } = await api.asDevice<Pick<PairedBody, 'auth_token' | 'token_type'>>(call);
  return { token: body.auth_token, bound: body.token_type === 'DPoP' };
}

export async function unpair(api: Api): Promise<void> {
  await api.asDevice({ method: 'DELETE', path: '/api/devices/me' });
}
