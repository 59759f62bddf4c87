import { useState } from 'react';
import { addDevice, assignDevice } from '../../api/support';
import { IdField } from '../../rustdesk/IdField';
import { bareId } from '../../rustdesk/id';
import { FormDialog } from './FormDialog';
import { supportWords } from './words';

interface AssignToProps {
  person: { id: string; name: string };
  onClose: () => void;
}

export function AssignTo({ person, onClose }: AssignToProps) {
  const [id, setId] = useState('');
  const send = async () => {
    const { device } = await addDevice(bareId(id));
    await assignDevice(device.id, person.id);
  };
  return (
    <FormDialog
      title={`Assign a device to ${person.name}`}
      yes="Assign"
      ready={bareId(id) !== ''}
      send={send}
      words={supportWords}
      onClose={onClose}
    >
      {(fieldProblem) => (
        <>
          <span>
            It is linked at once, whether it has reported here or not. The audit log says that you did it.
          </span>
          <IdField
            label="RustDesk ID"
            value={id}
            onChange={setId}
            error={fieldProblem('rustdesk_id')}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
