import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createToken } from '../../api/tokens';
import { explain, fieldProblem } from '../../forms/explain';
import { useFields } from '../../forms/useFields';
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
  const queries = useQueryClient();
  const { values, bind } = useFields({ name: '', days: '30' });
  const [chosen, setChosen] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: () =>
      createToken({ name: values.name.trim(), scopes: chosen, expires_in_days: Number(values.days) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (create.data) return <TokenReady name={create.data.name} token={create.data.token} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog title="Create an access token" onClose={onClose} closeOnClickOutside={false}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          description="What it is for, such as “Nightly report”."
          required
          withAsterisk={false}
          maxLength={100}
          data-autofocus
          {...bind('name')}
          error={fieldProblem(create.error, 'name')}
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
        {create.error && <Note tone="bad">{explain(create.error)}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={chosen.length === 0}>
            Create
          </Button>
        </Group>
      </form>
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
