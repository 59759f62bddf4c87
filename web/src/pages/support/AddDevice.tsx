import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { NAME_LENGTH } from '../../api/limits';
import { addDevice } from '../../api/support';
import { IdField } from '../../rustdesk/IdField';
import { bareId } from '../../rustdesk/id';
import { FormDialog } from './FormDialog';

export function AddDevice({ onClose }: { onClose: () => void }) {
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  return (
    <FormDialog
      title="Add a device by hand"
      yes="Add device"
      ready={bareId(id) !== ''}
      send={() => addDevice(bareId(id), name.trim())}
      onClose={onClose}
    >
      {(fieldProblem) => (
        <>
          <span>
            For a device that has not reported here yet. One that is known already gets the name that you
            type.
          </span>
          <IdField
            label="RustDesk ID"
            value={id}
            onChange={setId}
            error={fieldProblem('rustdesk_id')}
            data-autofocus
          />
          <TextInput
            label="Name"
            description="You may leave it empty: the device reports its own later."
            maxLength={NAME_LENGTH}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldProblem('name')}
          />
        </>
      )}
    </FormDialog>
  );
}
