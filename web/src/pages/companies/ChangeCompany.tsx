import { TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import { COMPANY_KEYS, changeCompany } from '../../api/companies';
import { NAME_LENGTH } from '../../api/limits';
import type { Company } from '../../api/types';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { LimitFields } from './LimitFields';
import { readLimit } from './limits';

interface ChangeCompanyProps {
  company: Company;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

const inField = (limit: number | null) => (limit === null ? '' : String(limit));

export function ChangeCompany({ company, onClose, returnTo }: ChangeCompanyProps) {
  const { values, bind } = useFields({ name: company.name });
  const limits = useFields({ people: inField(company.max_people), devices: inField(company.max_devices) });
  const [people, devices] = [readLimit(limits.values.people), readLimit(limits.values.devices)];
  const save = useSave({
    send: () =>
      changeCompany(company.id, {
        version: company.version,
        name: values.name.trim(),
        ...(people !== undefined && { max_people: people }),
        ...(devices !== undefined && { max_devices: devices }),
      }),
    refresh: COMPANY_KEYS,
    onDone: onClose,
    words: {
      VERSION_CONFLICT:
        'Someone else changed this company while you were typing. Cancel, look at the list, and try again.',
    },
  });
  return (
    <Dialog title={`Name and limits of ${company.name}`} onClose={onClose} returnTo={returnTo} size="lg">
      <Form onSend={save.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={NAME_LENGTH}
          data-autofocus
          {...bind('name')}
          error={save.fieldProblem('name')}
        />
        <LimitFields fields={limits} save={save} />
        <span>A lower limit removes nothing: it only stops new people or devices.</span>
        <FormEnd save={save} ready={people !== undefined && devices !== undefined} onCancel={onClose}>
          Save
        </FormEnd>
      </Form>
    </Dialog>
  );
}
