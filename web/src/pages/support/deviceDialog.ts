import type { RefObject } from 'react';

/** As much of a device as its dialogs need, whichever list it stands in. */
export interface ActDevice {
  id: string;
  name: string;
  rustdeskId: string;
  isExempt: boolean;
}

export interface DeviceDialogProps {
  device: ActDevice;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}
