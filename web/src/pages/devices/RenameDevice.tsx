import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useState } from 'react';
import { renameDevice } from '../../api/devices';
import type { Device } from '../../api/types';
import { fieldProblem } from '../../forms/explain';
import { FormEnd } from '../../forms/FormEnd';
import { Dialog } from '../../ui/Dialog';
import { useRefreshDevices } from './useDeviceAct';

interface RenameDeviceProps {
  device: Device;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function RenameDevice({ device, onClose, returnTo }: RenameDeviceProps) {
  const [name, setName] = useState(device.name);
  const refresh = useRefreshDevices();
  const save = useMutation({
    mutationFn: () => renameDevice(device.id, name.trim()),
    onSuccess: async () => {
      onClose();
      await refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog title={`Rename ${device.name}`} onClose={onClose} returnTo={returnTo}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 20 }}>
        <TextInput
          label="Name"
          description="What people call it, such as “Till 2” or “Waiter iPad”."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldProblem(save.error, 'name')}
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
        />
        <FormEnd run={save} onCancel={onClose}>
          Save
        </FormEnd>
      </form>
    </Dialog>
  );
}
