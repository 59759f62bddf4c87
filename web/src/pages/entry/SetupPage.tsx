import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { setUp } from '../../api/session';
import { explain, fieldProblem } from '../../forms/explain';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import { useFields } from '../../forms/useFields';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

export function SetupPage() {
  const token = useFragmentToken();
  const navigate = useNavigate();
  const { values, set, bind } = useFields({ tenant_name: '', owner_name: '', owner_email: '', password: '' });
  const create = useMutation({
    mutationFn: () => setUp({ ...values, token: token ?? '' }),
    onSuccess: () => navigate({ to: '/devices' }),
  });
  if (!token) return <NoToken what="setup link that the server printed when it started" />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const text = { required: true, withAsterisk: false };
  const problem = (field: string) => ({ error: fieldProblem(create.error, field) });
  return (
    <EntryLayout
      title="Set up your company"
      lead="This makes you its first owner. You can invite others afterwards."
    >
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label="Name of your company"
          description="People see it when they pair a device."
          {...text}
          {...bind('tenant_name')}
          {...problem('tenant_name')}
        />
        <TextInput
          label="Your name"
          autoComplete="name"
          {...text}
          {...bind('owner_name')}
          {...problem('owner_name')}
        />
        <TextInput
          label="Your e-mail"
          type="email"
          autoComplete="username"
          {...text}
          {...bind('owner_email')}
          {...problem('owner_email')}
        />
        <NewPassword
          label="Password"
          value={values.password}
          onChange={(password) => set('password', password)}
          error={create.error}
        />
        {create.error && (
          <Note tone="bad" action={<Link to="/sign-in">Go to sign in</Link>}>
            {explain(create.error)}
          </Note>
        )}
        <Button type="submit" size="lg" fullWidth loading={create.isPending}>
          Start using Handfast
        </Button>
      </form>
    </EntryLayout>
  );
}
