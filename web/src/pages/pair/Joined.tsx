import { Button, Group, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { renameDevice } from '../../api/devices';
import type { DeviceDetail } from '../../api/types';
import { explain, fieldProblem } from '../../forms/explain';
import { Note } from '../../ui/Note';
import { Replaces } from '../devices/Replaces';
import { useRefreshDevices } from '../devices/useDeviceAct';
import css from './Pair.module.css';

interface JoinedProps {
  device: DeviceDetail;
  onNew: () => void;
  onDone: () => void;
}

export function Joined({ device, onNew, onDone }: JoinedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={css.result}>
      <div className={css.badge} aria-hidden="true">
        <IconCheck size={44} stroke={2.4} />
      </div>
      <div role="status">
        <h3 ref={heading} tabIndex={-1} dir="auto">
          {device.name} joined
        </h3>
      </div>
      <p>It is signed in and ready to work. If you don’t know it, delete it in the list.</p>
      <Replaces device={device} />
      <Rename device={device} />
      <Group gap="sm" justify="center">
        <Button variant="default" onClick={onNew}>
          Pair another
        </Button>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </div>
  );
}

function Rename({ device }: { device: DeviceDetail }) {
  const [name, setName] = useState(device.name);
  const refresh = useRefreshDevices();
  const save = useMutation({ mutationFn: () => renameDevice(device.id, name.trim()), onSuccess: refresh });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      <form onSubmit={submit} className={css.rename}>
        <TextInput
          label="Its name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldProblem(save.error, 'name')}
          maxLength={100}
          required
          withAsterisk={false}
        />
        <Button
          type="submit"
          variant="default"
          loading={save.isPending}
          disabled={name.trim() === device.name}
        >
          Rename
        </Button>
      </form>
      {save.error && <Note tone="bad">{explain(save.error)}</Note>}
    </>
  );
}
