import { Checkbox } from '@mantine/core';
import type { Role, Tenant } from '../../api/types';
import { ROLES } from '../../app/roles';
import { Form } from '../../forms/Form';
import { toggled } from '../../forms/toggled';
import { Panel } from '../../ui/Panel';
import { SaveBar } from './SaveBar';
import css from './Settings.module.css';
import { useTenantForm } from './useTenantForm';

const asText = (roles: readonly string[]) =>
  ROLES.map(({ value }) => value)
    .filter((role) => roles.includes(role))
    .join(' ');
const asRoles = (text: string) => text.split(' ').filter(Boolean) as Role[];

/** Which roles must have a second factor. */
export function SecondFactorRoles({ tenant }: { tenant: Tenant }) {
  const saved = { roles: asText(tenant.settings.second_factor_roles) };
  const toChange = ({ roles }: Partial<typeof saved>) => ({
    settings: roles === undefined ? {} : { second_factor_roles: asRoles(roles) },
  });
  const form = useTenantForm(tenant, saved, toChange, {
    INVALID_INPUT: 'Set up a second factor for your own account first, on your account page.',
  });
  const chosen = asRoles(form.values.roles);
  return (
    <Panel
      title="Second factor"
      lead="Who needs a passkey or an app for codes besides their password. Whoever has none is asked to set one up, and can do nothing else until then; their access tokens are refused, too. Sessions of the company's own single sign-on are exempt: require it there."
    >
      <Form onSend={form.submit} className={css.form}>
        <fieldset className={css.group}>
          <legend>A second factor is required of</legend>
          {ROLES.map(({ value, label }) => (
            <Checkbox
              key={value}
              label={label}
              checked={chosen.includes(value)}
              onChange={(event) =>
                form.edit({ roles: asText(toggled(chosen, value, event.currentTarget.checked)) })
              }
            />
          ))}
        </fieldset>
        <SaveBar form={form} />
      </Form>
    </Panel>
  );
}
