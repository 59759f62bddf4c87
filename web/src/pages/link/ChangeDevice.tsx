import { Button, Group } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { changeLinkedDevice } from '../../api/link';
import type { CustomerPage, OwnLink } from '../../api/types';
import { Form } from '../../forms/Form';
import { IdField } from '../../rustdesk/IdField';
import { grouped, withWholeIds } from '../../rustdesk/id';
import { Contact } from '../../ui/Contact';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import css from './Link.module.css';
import { useIdEntry } from './useIdEntry';
import { WhereIsTheId } from './WhereIsTheId';

interface ChangeDeviceProps {
  page: CustomerPage;
  old: OwnLink;
  onClose: () => void;
}

export function ChangeDevice({ page, old, onClose }: ChangeDeviceProps) {
  const entry = useIdEntry({
    format: page.id_format,
    field: 'newRustDeskId',
    current: old.rustdesk_id,
    send: changeLinkedDevice,
    onDone: onClose,
  });
  return (
    <Dialog title="Change device" onClose={onClose} size="lg" closeOnClickOutside={false}>
      <Form onSend={entry.submit} style={{ display: 'grid', gap: 20 }} noValidate>
        <IdField
          label="RustDesk ID of the new device"
          names={page.id_format !== 'strict9'}
          {...entry.bind}
          data-autofocus
        />
        <Sides old={old} next={entry.id} />
        <WhereIsTheId format={page.id_format} folded />
        <span>{withWholeIds(effect(page.proof, old, entry.id))}</span>
        {entry.save.problem && (
          <Note tone="bad">
            {entry.save.problem} <Contact text={page.support_contact} />
          </Note>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Keep the old one
          </Button>
          <Button type="submit" loading={entry.save.isPending}>
            Change device
          </Button>
        </Group>
      </Form>
    </Dialog>
  );
}

function Sides({ old, next }: { old: OwnLink; next: string }) {
  return (
    <div className={css.sides}>
      <div className={css.side}>
        <span>Now</span>
        <strong translate="no">{grouped(old.rustdesk_id)}</strong>
        <span dir="auto">{old.name}</span>
      </div>
      <IconArrowRight size={22} aria-hidden="true" className={css.arrow} />
      <div className={css.side} data-new="true">
        <span>Afterwards</span>
        <strong translate="no">{next || '…'}</strong>
        <span>New device</span>
      </div>
    </div>
  );
}

function effect(proof: CustomerPage['proof'], old: OwnLink, typed: string): string {
  const from = grouped(old.rustdesk_id);
  if (proof === 'none') {
    return `${typed || 'The new device'} becomes yours and ${from} becomes free for others, in one step.`;
  }
  return `${from} stays yours until ${typed || 'the new device'} has proved that it is yours; then it takes its place in one step.`;
}
