import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { NAME_LENGTH } from '../../api/limits';
import { createToken, tokensQuery } from '../../api/tokens';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Copy } from '../../ui/Copy';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import css from './Account.module.css';
import { toggled } from './toggled';

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
  if (create.result) return <TokenReady {...create.result} onClose={onClose} />;
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
        <fieldset className={css.scopes}>
          <legend>It may</legend>
          {scopes.map((scope) => (
            <Checkbox
              key={scope.name}
              label={scope.description}
              description={scope.name}
              checked={chosen.includes(scope.name)}
              onChange={(event) => setChosen(toggled(chosen, scope.name, event.currentTarget.checked))}
            />
          ))}
        </fieldset>
        <NativeSelect label="It expires after" data={LIVES} {...bind('days')} />
        <FormEnd save={create} ready={chosen.length > 0} onCancel={onClose}>
          Create
        </FormEnd>
      </Form>
    </Dialog>
  );
}

function TokenReady({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  return (
    <Dialog title={`Token for ${name}`} onClose={onClose} closeOnClickOutside={false} closeOnEscape={false}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Note tone="warn">Copy it now. It is shown only this once, and whoever has it can act as you.</Note>
        <div className={css.token} translate="no" data-testid="access-token">
          {token}
        </div>
        <Group justify="flex-end" gap="sm">
          <Copy text={token} data-autofocus>
            Copy token
          </Copy>
          <Button onClick={onClose}>I have saved it</Button>
        </Group>
      </div>
    </Dialog>
  );
}
