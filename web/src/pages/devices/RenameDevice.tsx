import { TextInput } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { DEVICE_KEYS, renameDevice } from '../../api/devices';
import { NAME_LENGTH } from '../../api/limits';
import type { Device } from '../../api/types';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';

interface RenameDeviceProps {
  device: Device;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function RenameDevice({ device, onClose, returnTo }: RenameDeviceProps) {
  const [name, setName] = useState(device.name);
  const save = useSave({
    send: () => renameDevice(device.id, name.trim()),
    refresh: DEVICE_KEYS,
    onDone: onClose,
  });
  return (
    <Dialog title={`Rename ${device.name}`} onClose={onClose} returnTo={returnTo}>
      <Form onSend={save.run} style={{ display: 'grid', gap: 20 }}>
        <TextInput
          label="Name"
          description="What people call it, such as “Till 2” or “Waiter iPad”."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={save.fieldProblem('name')}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
          data-autofocus
        />
        <FormEnd save={save} onCancel={onClose}>
          Save
        </FormEnd>
      </Form>
    </Dialog>
  );
}
