import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { setUp } from '../../api/session';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

export function SetupPage() {
  const token = useFragmentToken();
  const navigate = useNavigate();
  const { values, set, bind } = useFields({ tenant_name: '', owner_name: '', owner_email: '', password: '' });
  const create = useSave({
    send: () => setUp({ ...values, token: token ?? '' }),
    onDone: () => navigate({ to: '/devices' }),
  });
  if (!token) return <NoToken what="setup link that the server printed when it started" />;
  const text = { required: true, withAsterisk: false };
  const problem = (field: string) => ({ error: create.fieldProblem(field) });
  return (
    <EntryLayout
      title="Set up your company"
      lead="This makes you its first owner, and the operator of this server. You can invite others afterwards."
    >
      <Form className={css.form} onSend={create.run}>
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
          save={create}
        />
        {create.problem && (
          <Note tone="bad" action={<Link to="/sign-in">Go to sign in</Link>}>
            {create.problem}
          </Note>
        )}
        <Button type="submit" size="lg" fullWidth loading={create.isPending}>
          Start using Handfast
        </Button>
      </Form>
    </EntryLayout>
  );
}
