import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { COMPANY_KEYS, closeCompany } from '../../api/companies';
import { serverQuery } from '../../api/server';
import type { Company } from '../../api/types';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { plural } from '../../ui/format';
import { Note } from '../../ui/Note';
import { isSameName } from './names';

interface CloseCompanyProps {
  company: Company;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

/** The name is typed, so that nobody closes the company in the line above. */
export function CloseCompany({ company, onClose, returnTo }: CloseCompanyProps) {
  const { name, people, devices } = company;
  const [typed, setTyped] = useState('');
  const { data: server } = useQuery(serverQuery);
  const close = useSave({ send: () => closeCompany(company.id), refresh: COMPANY_KEYS, onDone: onClose });
  return (
    <Dialog
      title={`Close ${name}?`}
      onClose={onClose}
      returnTo={returnTo}
      closeOnClickOutside={false}
      size="lg"
    >
      <Form onSend={close.run} style={{ display: 'grid', gap: 18 }}>
        <ul style={{ margin: 0, paddingInlineStart: 20, lineHeight: 1.6 }}>
          <li>
            <strong>At once</strong> nobody can use it any more: {plural(people, 'person', 'people')} and{' '}
            {plural(devices, 'device', 'devices')} are refused.{' '}
            {server?.mail
              ? 'Its owners are told by e-mail.'
              : 'This server sends no e-mail: tell its owners.'}
          </li>
          {server && (
            <li>
              <strong>For {plural(server.closing_days, 'day', 'days')}</strong> you can reopen it, and nothing
              is lost. You can export its data.
            </li>
          )}
          <li>
            <strong>Then</strong> it is deleted with everything in it. That cannot be undone.
          </li>
        </ul>
        <TextInput
          label={
            <>
              Type the name of the company, <bdi>{name}</bdi>
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        {close.problem && <Note tone="bad">{close.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red.8" loading={close.isPending} disabled={!isSameName(typed, name)}>
            Close company
          </Button>
        </Group>
      </Form>
    </Dialog>
  );
}
