import { IconBan, IconCircleCheckFilled, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import type { DeviceStatus } from '../api/types';

export interface Look {
  word: string;
  Icon: typeof IconBan;
  tone: 'good' | 'bad' | 'warn' | 'idle';
}

/** How each status is shown, in the order of the filters. */
export const DEVICE_STATUSES: Record<DeviceStatus, Look> = {
  online: { word: 'Online', Icon: IconCircleCheckFilled, tone: 'good' },
  offline: { word: 'Offline', Icon: IconCircleDashed, tone: 'idle' },
  blocked: { word: 'Blocked', Icon: IconBan, tone: 'bad' },
  waiting: { word: 'Waiting', Icon: IconHourglass, tone: 'warn' },
};

export const isDeviceStatus = (text: unknown): text is DeviceStatus =>
  typeof text === 'string' && Object.hasOwn(DEVICE_STATUSES, text);

/** Also of what is no status of a device in the list: a device a customer typed in, for instance. */
export function lookOf(status: string): Look {
  if (isDeviceStatus(status)) return DEVICE_STATUSES[status];
  return { word: status === 'never_seen' ? 'Not seen yet' : status, Icon: IconCircleDashed, tone: 'idle' };
}
