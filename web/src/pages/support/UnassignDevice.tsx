import { SUPPORT_KEYS, unassignDevice } from '../../api/support';
import type { OwnLink } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { grouped } from '../../rustdesk/id';

interface UnassignDeviceProps {
  person: { id: string; name: string };
  link: Pick<OwnLink, 'device_id' | 'rustdesk_id' | 'name'>;
  onClose: () => void;
}

export function UnassignDevice({ person, link, onClose }: UnassignDeviceProps) {
  return (
    <Confirm
      title={`Unassign ${grouped(link.rustdesk_id)}?`}
      yes="Unassign device"
      danger
      send={() => unassignDevice(link.device_id)}
      refresh={SUPPORT_KEYS}
      onClose={onClose}
    >
      <strong dir="auto">{link.name}</strong> no longer belongs to {person.name} and goes back to the unpaired
      devices. {person.name} may link it again, or another one; their code stays the same.
    </Confirm>
  );
}
