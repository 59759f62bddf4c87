import type { RefObject } from 'react';
import { DEVICE_KEYS, deleteDevice } from '../../api/devices';
import type { Device } from '../../api/types';
import { Confirm } from '../../forms/Confirm';

interface DeleteDeviceProps {
  device: Device;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
  returnTo: RefObject<HTMLElement | null>;
}

export function DeleteDevice({ device, onClose, onDeleted, returnTo }: DeleteDeviceProps) {
  const remove = async () => {
    await deleteDevice(device.id);
    onDeleted?.();
  };
  return (
    <Confirm
      title={`Delete ${device.name}?`}
      yes="Delete device"
      danger
      send={remove}
      refresh={DEVICE_KEYS}
      onClose={onClose}
      returnTo={returnTo}
    >
      <strong dir="auto">{device.name}</strong> {effectOf(device)} Its history stays in the audit log.
    </Confirm>
  );
}

function effectOf({ kind, person }: Device): string {
  if (kind !== 'rustdesk') {
    return 'is signed out at once and can no longer reach your data. To use it again, someone must pair it with a new code.';
  }
  const owner = person ? `is taken from ${person.name} and leaves the list` : 'leaves the list';
  return `${owner}. RustDesk itself keeps working there. For 30 days it can be brought back under Support, Clean-up.`;
}
