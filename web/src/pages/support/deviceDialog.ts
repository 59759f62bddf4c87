import type { RefObject } from 'react';

/** The part of a device that its dialogs need; every list has it. */
export interface DialogDevice {
  id: string;
  name: string;
  rustdeskId: string;
  isExempt: boolean;
}

export interface DeviceDialogProps {
  device: DialogDevice;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}
