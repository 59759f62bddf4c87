import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { NAME_LENGTH } from '../../api/limits';
import {
  changeServiceAccount,
  contactsQuery,
  createServiceAccount,
  SERVICE_KEYS,
} from '../../api/serviceAccounts';
import type { ServiceAccount } from '../../api/types';
import { useSession } from '../../app/useSession';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { ScopeChoice } from '../../forms/ScopeChoice';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { day } from '../../ui/format';
import { TokenReady } from '../../ui/TokenReady';

const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: 'A year' },
];
const AS_IT_IS = '';

interface EditServiceAccountProps {
  /** The one to change; without it, a new one is made. */
  account?: ServiceAccount;
  scopes: { name: string; description: string }[];
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

export function EditServiceAccount({ account, scopes, onClose, returnTo }: EditServiceAccountProps) {
  const form = useForm(account, onClose);
  const { values, bind, save } = form;
  if (form.token)
    return (
      <TokenReady name={values.name.trim()} token={form.token} onClose={onClose} returnTo={returnTo}>
        Copy it now. It is shown only this once, and whoever has it can act for the company.
      </TokenReady>
    );
  return (
    <Dialog
      title={account ? `Edit ${account.name}` : 'Create a service account'}
      onClose={onClose}
      returnTo={returnTo}
      closeOnClickOutside={false}
    >
      <Form onSend={save.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          description="The audit log shows it for whatever the program does."
          required
          withAsterisk={false}
          maxLength={NAME_LENGTH}
          data-autofocus
          {...bind('name')}
          error={save.fieldProblem('name')}
        />
        <ScopeChoice scopes={scopes} chosen={form.chosen} onChange={form.setChosen} />
        <NativeSelect
          label={account ? 'Valid' : 'It expires after'}
          data={account ? [until(account), ...fromNow] : LIVES}
          {...bind('days')}
        />
        <NativeSelect
          label="Contact"
          description="Gets a mail 14 days and one day before it expires. Devices that it pairs belong to the contact."
          data={form.contacts}
          {...bind('contact')}
          error={save.fieldProblem('contact_id')}
        />
        <FormEnd save={save} ready={form.chosen.length > 0} onCancel={onClose}>
          {account ? 'Save' : 'Create'}
        </FormEnd>
      </Form>
    </Dialog>
  );
}

const until = (account: ServiceAccount) => ({ value: AS_IT_IS, label: `Until ${day(account.expires_at)}` });
const fromNow = LIVES.map(({ value, label }) => ({
  value,
  label: `${label === 'A year' ? 'A year' : label} from today`,
}));

function useForm(account: ServiceAccount | undefined, onClose: () => void) {
  const { person } = useSession();
  const { data: people } = useQuery(contactsQuery);
  const [chosen, setChosen] = useState<string[]>(account?.scopes ?? []);
  const { values, bind } = useFields({
    name: account?.name ?? '',
    days: account ? AS_IT_IS : '90',
    contact: account?.contact.id ?? person.id,
  });
  const change = {
    name: values.name.trim(),
    scopes: chosen,
    contact_id: values.contact,
  };
  const save = useSave({
    send: async () => {
      if (!account)
        return (await createServiceAccount({ ...change, expires_in_days: Number(values.days) })).token;
      await changeServiceAccount(
        account.id,
        values.days === AS_IT_IS ? change : { ...change, expires_in_days: Number(values.days) },
      );
      return null;
    },
    refresh: SERVICE_KEYS,
    onDone: (token) => token ?? onClose(),
  });
  const offered = people?.length ? people : [account?.contact ?? person];
  const missing = account && !offered.some(({ id }) => id === account.contact.id) ? [account.contact] : [];
  const contacts = [...missing, ...offered].map(({ id, name }) => ({ value: id, label: name }));
  return { values, bind, chosen, setChosen, contacts, save, token: save.result };
}
