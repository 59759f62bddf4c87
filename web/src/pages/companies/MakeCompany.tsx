import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { COMPANY_KEYS, createCompany } from '../../api/companies';
import { NAME_LENGTH } from '../../api/limits';
import { serverQuery } from '../../api/server';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { CompanyReady } from './CompanyReady';
import { LimitFields } from './LimitFields';
import { readLimit } from './limits';

export function MakeCompany({ onClose }: { onClose: () => void }) {
  const { data: server } = useQuery(serverQuery);
  const canMail = server?.mail ?? false;
  const { values, bind } = useFields({ name: '', email: '' });
  const limits = useFields({ people: '', devices: '' });
  const [byMail, setByMail] = useState(true);
  const [people, devices] = [readLimit(limits.values.people), readLimit(limits.values.devices)];
  const make = useSave({
    send: () =>
      createCompany({
        name: values.name.trim(),
        owner_email: values.email.trim(),
        max_people: people ?? null,
        max_devices: devices ?? null,
        send_mail: canMail && byMail,
      }),
    refresh: COMPANY_KEYS,
  });
  if (make.result)
    return <CompanyReady company={make.result} email={values.email.trim()} onClose={onClose} />;
  return (
    <Dialog title="Create a company" onClose={onClose} closeOnClickOutside={false} size="lg">
      <Form onSend={make.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={NAME_LENGTH}
          data-autofocus
          {...bind('name')}
          error={make.fieldProblem('name')}
        />
        <TextInput
          label="E-mail of the first owner"
          description="The owner is invited, and then invites everyone else."
          type="email"
          required
          withAsterisk={false}
          {...bind('email')}
          error={make.fieldProblem('owner_email')}
        />
        <LimitFields fields={limits} save={make} />
        <Checkbox
          label="Send the invitation by e-mail"
          description={canMail ? undefined : 'This server has no e-mail set up. You get a link to hand over.'}
          checked={canMail && byMail}
          disabled={!canMail}
          onChange={(event) => setByMail(event.currentTarget.checked)}
        />
        <FormEnd save={make} ready={people !== undefined && devices !== undefined} onCancel={onClose}>
          Create
        </FormEnd>
      </Form>
    </Dialog>
  );
}
