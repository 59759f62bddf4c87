import { TextInput } from '@mantine/core';
import { NAME_LENGTH } from '../../api/limits';
import type { Tenant } from '../../api/types';
import { Form } from '../../forms/Form';
import { Panel } from '../../ui/Panel';
import { SaveBar } from './SaveBar';
import css from './Settings.module.css';
import { useTenantForm } from './useTenantForm';

export function NameForm({ tenant }: { tenant: Tenant }) {
  const form = useTenantForm(tenant, { name: tenant.name }, (edits) => edits);
  return (
    <Panel>
      <Form onSend={form.submit} className={css.form}>
        <TextInput
          className={css.field}
          label="Name"
          description="People see it when they pair a device or accept an invitation."
          value={form.values.name}
          onChange={(event) => form.edit({ name: event.currentTarget.value })}
          error={form.save.fieldProblem('name')}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
        />
        <SaveBar form={form} />
      </Form>
    </Panel>
  );
}
