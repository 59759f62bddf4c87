import { refreshSupport, removeDevices } from '../../api/support';
import { explain } from '../../forms/explain';
import { grouped } from '../../rustdesk/id';
import { Confirm } from '../../ui/Confirm';
import type { DeviceDialogProps } from './deviceDialog';

class StillInUse extends Error {}

export function RemoveDevice({ device, onClose, returnTo }: DeviceDialogProps) {
  const act = async () => {
    if ((await removeDevices([device.id])) === 0) throw new StillInUse();
    await refreshSupport();
  };
  return (
    <Confirm
      title={`Remove ${device.name}?`}
      yes="Remove device"
      danger
      act={act}
      explain={(error) =>
        error instanceof StillInUse
          ? 'This device has reported in the last 7 days, so it is not abandoned. Assign it or exempt it instead.'
          : explain(error)
      }
      onClose={onClose}
      returnTo={returnTo}
    >
      RustDesk ID <strong translate="no">{grouped(device.rustdeskId)}</strong> leaves the lists, and what its
      app reports is ignored. You can bring it back for 30 days under “Clean-up”.
    </Confirm>
  );
}
