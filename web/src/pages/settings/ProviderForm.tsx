import { Button, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { checkProvider, companySignInQuery, setProvider } from '../../api/singleSignOn';
import type { CompanyProvider, NewProvider, ProviderRole } from '../../api/types';
import { Form } from '../../forms/Form';
import { useUnsavedGuard } from '../../forms/unsaved';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { type RoleValue, RoleValues, roleOptions } from './RoleValues';
import css from './Settings.module.css';

const words = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

export function ProviderForm({ provider }: { provider: CompanyProvider | null }) {
  const { values, set, bind } = useFields({
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? 'https://',
    client_id: provider?.client_id ?? '',
    client_secret: '',
    scopes: provider?.scopes ?? 'openid email profile',
    role_claim: provider?.role_claim ?? '',
    default_role: provider?.default_role ?? '',
    domains: provider?.domains.join(', ') ?? '',
  });
  const [roles, setRoles] = useState<RoleValue[]>(
    (provider?.roles ?? []).map(({ value, role }) => ({ value, role: role as ProviderRole })),
  );
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const body = (): NewProvider => ({
    ...values,
    version: provider?.version ?? null,
    client_secret: values.client_secret || null,
    default_role: (values.default_role || null) as ProviderRole | null,
    domains: words(values.domains),
    roles: roles
      .filter(({ value }) => value.trim())
      .map(({ value, role }) => ({ value: value.trim(), role })),
    enabled,
  });
  // The server writes some of it another way, so it is not compared with what it answers.
  const entered = JSON.stringify([{ ...values, client_secret: '' }, roles, enabled]);
  const [kept, setKept] = useState(entered);
  useUnsavedGuard(entered !== kept || values.client_secret !== '');
  const save = useSave({
    send: (_entered: string) => setProvider(body()),
    refresh: [companySignInQuery.queryKey],
    onDone: (_, sent) => {
      setKept(sent);
      set('client_secret', '');
    },
  });
  const field = (name: keyof typeof values) => ({
    className: css.field,
    ...bind(name),
    error: save.fieldProblem(name),
    withAsterisk: false,
  });
  return (
    <Form onSend={() => save.run(entered)} className={css.form}>
      <TextInput
        {...field('name')}
        label="Name"
        description="The sign-in page says “Continue with …”."
        required
        maxLength={60}
      />
      <TextInput
        {...field('issuer')}
        label="Issuer"
        description="The address of the provider, exactly as it calls itself."
        type="url"
        required
      />
      <Check issuer={values.issuer} />
      <TextInput {...field('client_id')} label="Client ID" required autoComplete="off" />
      <PasswordInput
        {...field('client_secret')}
        label="Client secret"
        description={
          provider ? 'Leave it empty to keep the one that is set.' : 'It is never shown here again.'
        }
        required={!provider}
        autoComplete="off"
      />
      <TextInput
        {...field('domains')}
        label="Domains"
        description="Only people with e-mail addresses of these domains come in; empty for any."
        placeholder="example.com"
      />
      <NativeSelect
        {...field('default_role')}
        label="Role of new people"
        description="For whom no value below gives a role."
        data={[{ value: '', label: 'None: only who was invited comes in' }, ...roleOptions]}
      />
      <TextInput
        {...field('role_claim')}
        label="Claim with the roles"
        description="For example groups or roles. Empty if roles are given here alone."
      />
      {values.role_claim && (
        <RoleValues roles={roles} onChange={setRoles} problem={save.fieldProblem('roles')} />
      )}
      <TextInput {...field('scopes')} label="Scopes" required />
      <Switch
        label="People can sign in by it"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      {save.problem && <Note tone="bad">{save.problem}</Note>}
      <div className={css.buttons}>
        <Button type="submit" loading={save.isPending}>
          {provider ? 'Save' : 'Turn on single sign-on'}
        </Button>
        <span className={css.saved} role="status">
          {save.isDone && 'Saved.'}
        </span>
      </div>
    </Form>
  );
}

/** Asks the provider what it publishes of itself. */
function Check({ issuer }: { issuer: string }) {
  const check = useSave({ send: () => checkProvider(issuer) });
  const found = check.result;
  return (
    <div className={css.add}>
      <Button variant="default" loading={check.isPending} onClick={() => check.run()}>
        Test this
      </Button>
      {check.problem && <Note tone="bad">{check.fieldProblem('issuer') ?? check.problem}</Note>}
      {found?.problem && <Note tone="bad">{found.problem}</Note>}
      {found && !found.problem && (
        <Note>
          The provider answers and publishes its keys.{' '}
          {found.backchannel_logout
            ? 'It can report when somebody signs out there.'
            : 'It does not report when somebody signs out there.'}
        </Note>
      )}
    </div>
  );
}
