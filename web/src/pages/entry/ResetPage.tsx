import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { redeemReset } from '../../api/session';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

export function ResetPage() {
  const token = useFragmentToken();
  const [password, setPassword] = useState('');
  const reset = useSave({ send: () => redeemReset(token ?? '', password) });
  if (!token) return <NoToken what="reset link from your e-mail" />;
  if (reset.isDone) {
    return (
      <EntryLayout
        title="Password changed"
        lead="You are signed out everywhere else. Sign in with the new password."
      >
        <div className={css.form}>
          <Link to="/sign-in">Go to sign in</Link>
        </div>
      </EntryLayout>
    );
  }
  return (
    <EntryLayout title="Choose a new password">
      <Form className={css.form} onSend={reset.run}>
        <NewPassword value={password} onChange={setPassword} save={reset} />
        {reset.problem && (
          <Note tone="bad" action={<Link to="/forgot">Ask for a new link</Link>}>
            {reset.problem}
          </Note>
        )}
        <Button type="submit" size="lg" fullWidth loading={reset.isPending}>
          Save the new password
        </Button>
      </Form>
    </EntryLayout>
  );
}
