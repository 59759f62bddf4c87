import { Button, Group } from '@mantine/core';
import { changeLinkedDevice } from '../../api/link';
import { Form } from '../../forms/Form';
import { IdField } from '../../rustdesk/IdField';
import { grouped, type IdFormat } from '../../rustdesk/id';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import { useIdEntry } from './useIdEntry';

interface CorrectIdProps {
  claimed: string;
  format: IdFormat;
  onClose: () => void;
}

export function CorrectId({ claimed, format, onClose }: CorrectIdProps) {
  const entry = useIdEntry({
    format,
    field: 'newRustDeskId',
    current: claimed,
    send: changeLinkedDevice,
    onDone: onClose,
  });
  return (
    <Dialog title="Correct the ID" onClose={onClose}>
      <Form onSend={entry.submit} style={{ display: 'grid', gap: 20 }} noValidate>
        <span>We are waiting for {grouped(claimed)}. Type the ID we should wait for instead.</span>
        <IdField
          label="RustDesk ID of the device"
          names={format !== 'strict9'}
          {...entry.bind}
          data-autofocus
        />
        {entry.save.problem && <Note tone="bad">{entry.save.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={entry.save.isPending}>
            Wait for this one
          </Button>
        </Group>
      </Form>
    </Dialog>
  );
}
