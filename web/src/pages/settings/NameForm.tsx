import { TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { Tenant } from '../../api/types';
import { fieldProblem } from '../../forms/explain';
import { Panel } from '../../ui/Panel';
import { SaveBar } from './SaveBar';
import css from './Settings.module.css';
import { useTenantForm } from './useTenantForm';

export function NameForm({ tenant }: { tenant: Tenant }) {
  const form = useTenantForm(tenant, { name: tenant.name }, (edits) => edits);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <Panel title="Company">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          className={css.field}
          label="Name"
          description="People see it when they pair a device or accept an invitation."
          value={form.values.name}
          onChange={(event) => form.edit({ name: event.currentTarget.value })}
          error={fieldProblem(form.save.error, 'name')}
          maxLength={100}
          required
          withAsterisk={false}
        />
        <SaveBar form={form} />
      </form>
    </Panel>
  );
}
