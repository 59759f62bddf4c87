import { useState } from 'react';
import { assignDevice } from '../../api/support';
import type { CustomerSubscription } from '../../api/types';
import { grouped } from '../../rustdesk/id';
import { Note } from '../../ui/Note';
import { CustomerChoice } from './CustomerChoice';
import type { DeviceDialogProps } from './deviceDialog';
import { FormDialog } from './FormDialog';
import { supportWords } from './words';

export function AssignDevice({ device, onClose, returnTo }: DeviceDialogProps) {
  const [customer, setCustomer] = useState<CustomerSubscription | null>(null);
  const held = customer?.device;
  return (
    <FormDialog
      title={`Whose is ${device.name}?`}
      yes={held ? 'Replace and assign' : 'Assign'}
      ready={customer !== null}
      send={async () => customer && assignDevice(device.id, customer.person.id, held?.id)}
      words={supportWords}
      onClose={onClose}
      returnTo={returnTo}
    >
      {() => (
        <>
          <span>
            RustDesk ID <strong translate="no">{grouped(device.rustdeskId)}</strong>. The customer sees it as
            linked at once. The audit log says that you did it.
          </span>
          <CustomerChoice value={customer} onChange={setCustomer} />
          {held && (
            <Note tone="warn">
              {customer.person.name} has <strong translate="no">{grouped(held.rustdesk_id)}</strong> (
              {held.name}
              ). This device replaces it in one step, and that one goes back to the unpaired devices.
            </Note>
          )}
        </>
      )}
    </FormDialog>
  );
}
