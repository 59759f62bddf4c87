import { useState } from 'react';
import { assignDevice } from '../../api/support';
import { grouped } from '../../rustdesk/id';
import { CustomerChoice } from './CustomerChoice';
import type { DeviceDialogProps } from './DeviceActs';
import { FormDialog } from './FormDialog';
import { deskWords } from './words';

export function AssignDevice({ device, onClose, returnTo }: DeviceDialogProps) {
  const [person, setPerson] = useState<string | null>(null);
  return (
    <FormDialog
      title={`Whose is ${device.name}?`}
      yes="Assign"
      ready={person !== null}
      save={async () => person && assignDevice(device.id, person)}
      words={deskWords}
      onClose={onClose}
      returnTo={returnTo}
    >
      {() => (
        <>
          <span>
            RustDesk ID <strong translate="no">{grouped(device.rustdeskId)}</strong>. The customer sees it as
            linked at once; it is written to the audit log that you did it.
          </span>
          <CustomerChoice value={person} onChange={setPerson} />
        </>
      )}
    </FormDialog>
  );
}
