import { ownProblem } from '../../api/problem';
import { removeDevices, SUPPORT_KEYS } from '../../api/support';
import { Confirm } from '../../forms/Confirm';
import { grouped } from '../../rustdesk/id';
import type { DeviceDialogProps } from './deviceDialog';

export function RemoveDevice({ device, onClose, returnTo }: DeviceDialogProps) {
  const remove = async () => {
    if ((await removeDevices([device.id])) === 0) throw ownProblem('STILL_IN_USE');
  };
  return (
    <Confirm
      title={`Remove ${device.name}?`}
      yes="Remove device"
      danger
      send={remove}
      refresh={SUPPORT_KEYS}
      onClose={onClose}
      returnTo={returnTo}
    >
      RustDesk ID <strong translate="no">{grouped(device.rustdeskId)}</strong> leaves the lists, and what its
      app reports is ignored. You can bring it back for 30 days under “Clean-up”.
    </Confirm>
  );
}
