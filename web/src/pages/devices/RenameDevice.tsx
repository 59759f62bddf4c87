import type { RefObject } from 'react';
import { DEVICE_KEYS, renameDevice } from '../../api/devices';
import type { Device } from '../../api/types';
import { RenameDialog } from '../../forms/RenameDialog';

interface RenameDeviceProps {
  device: Device;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function RenameDevice({ device, ...dialog }: RenameDeviceProps) {
  return (
    <RenameDialog
      {...dialog}
      name={device.name}
      hint="What people call it, such as “Till 2” or “Waiter iPad”."
      send={(name) => renameDevice(device.id, name)}
      refresh={DEVICE_KEYS}
    />
  );
}
