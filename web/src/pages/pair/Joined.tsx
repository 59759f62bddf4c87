import { Button, Group, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { DEVICE_KEYS, renameDevice } from '../../api/devices';
import { NAME_LENGTH } from '../../api/limits';
import type { DeviceDetail } from '../../api/types';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { Replaces } from '../devices/Replaces';
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
  const save = useSave({ send: () => renameDevice(device.id, name.trim()), refresh: DEVICE_KEYS });
  return (
    <>
      <Form onSend={save.run} className={css.rename}>
        <TextInput
          label="Its name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={save.fieldProblem('name')}
          maxLength={NAME_LENGTH}
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
      </Form>
      {save.problem && <Note tone="bad">{save.problem}</Note>}
    </>
  );
}
