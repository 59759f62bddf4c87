import { refreshSupport, unassignDevice } from '../../api/support';
import type { OwnLink } from '../../api/types';
import { explain } from '../../forms/explain';
import { grouped } from '../../rustdesk/id';
import { Confirm } from '../../ui/Confirm';

interface UnassignDeviceProps {
  person: { id: string; name: string };
  link: Pick<OwnLink, 'device_id' | 'rustdesk_id' | 'name'>;
  onClose: () => void;
}

export function UnassignDevice({ person, link, onClose }: UnassignDeviceProps) {
  const act = async () => {
    await unassignDevice(link.device_id);
    await refreshSupport();
  };
  return (
    <Confirm
      title={`Unassign ${grouped(link.rustdesk_id)}?`}
      yes="Unassign device"
      danger
      act={act}
      explain={explain}
      onClose={onClose}
    >
      <strong dir="auto">{link.name}</strong> no longer belongs to {person.name} and goes back to the unpaired
      devices. {person.name} may link it again, or another one; their code stays the same.
    </Confirm>
  );
}
