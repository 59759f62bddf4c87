import { useQuery } from '@tanstack/react-query';
import { deviceQuery } from '../../api/devices';
import { allInvitesQuery } from '../../api/invites';
import { hasCode } from '../../api/problem';
import type { DeviceDetail } from '../../api/types';
import { usePolling } from '../../realtime/useLive';

export type Outcome =
  | { state: 'live' }
  | { state: 'locked' }
  | { state: 'cancelled' }
  | { state: 'refused' }
  | { state: 'asking'; device: DeviceDetail }
  | { state: 'joined'; device: DeviceDetail };

/** What has become of a code: read from the lists, which the socket keeps fresh. */
export function useOutcome(inviteId: string): Outcome {
  const polling = usePolling();
  const invites = useQuery({ ...allInvitesQuery, ...polling });
  const invite = invites.data?.items.find(({ id }) => id === inviteId);
  const deviceId = invite?.device_id ?? '';
  const device = useQuery({ ...deviceQuery(deviceId), ...polling, enabled: deviceId !== '' });
  if (hasCode(device.error, 'NOT_FOUND')) return { state: 'refused' };
  if (device.data)
    return { state: device.data.status === 'waiting' ? 'asking' : 'joined', device: device.data };
  if (invite?.state === 'locked' || invite?.state === 'cancelled') return { state: invite.state };
  return { state: 'live' };
}
