import { useQuery } from '@tanstack/react-query';
import { deviceQuery } from '../../api/devices';
import { allCodesQuery } from '../../api/pairingCodes';
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
export function useOutcome(codeId: string): Outcome {
  const polling = usePolling();
  const codes = useQuery({ ...allCodesQuery, ...polling });
  const code = codes.data?.items.find(({ id }) => id === codeId);
  const deviceId = code?.device_id ?? '';
  const device = useQuery({ ...deviceQuery(deviceId), ...polling, enabled: deviceId !== '' });
  if (hasCode(device.error, 'NOT_FOUND')) return { state: 'refused' };
  if (device.data)
    return { state: device.data.status === 'waiting' ? 'asking' : 'joined', device: device.data };
  if (code?.state === 'locked' || code?.state === 'cancelled') return { state: code.state };
  return { state: 'live' };
}
