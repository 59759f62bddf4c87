import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { NAME_LENGTH } from '../../api/limits';
import { createToken, tokensQuery } from '../../api/tokens';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { ScopeChoice } from '../../forms/ScopeChoice';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { TokenReady } from '../../ui/TokenReady';

const LIVES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

interface CreateTokenProps {
  scopes: { name: string; description: string }[];
  onClose: () => void;
}

export function CreateToken({ scopes, onClose }: CreateTokenProps) {
  const { values, bind } = useFields({ name: '', days: '30' });
  const [chosen, setChosen] = useState<string[]>([]);
  const create = useSave({
    send: () =>
      createToken({ name: values.name.trim(), scopes: chosen, expires_in_days: Number(values.days) }),
    refresh: [tokensQuery.queryKey],
  });
  if (create.result)
    return (
      <TokenReady {...create.result} onClose={onClose}>
        Copy it now. It is shown only this once, and whoever has it can act as you.
      </TokenReady>
    );
  return (
    <Dialog title="Create an access token" onClose={onClose} closeOnClickOutside={false}>
      <Form onSend={create.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          description="What it is for, such as “Nightly report”."
          required
          withAsterisk={false}
          maxLength={NAME_LENGTH}
          data-autofocus
          {...bind('name')}
          error={create.fieldProblem('name')}
        />
        <ScopeChoice scopes={scopes} chosen={chosen} onChange={setChosen} />
        <NativeSelect label="It expires after" data={LIVES} {...bind('days')} />
        <FormEnd save={create} ready={chosen.length > 0} onCancel={onClose}>
          Create
        </FormEnd>
      </Form>
    </Dialog>
  );
}
