import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { redeemReset } from '../../api/session';
import { explain } from '../../forms/explain';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

export function ResetPage() {
  const token = useFragmentToken();
  const [password, setPassword] = useState('');
  const reset = useMutation({ mutationFn: () => redeemReset(token ?? '', password) });
  if (!token) return <NoToken what="reset link from your e-mail" />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate();
  };
  if (reset.isSuccess) {
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
      <form className={css.form} onSubmit={submit}>
        <NewPassword value={password} onChange={setPassword} error={reset.error} />
        {reset.error && (
          <Note tone="bad" action={<Link to="/forgot">Ask for a new link</Link>}>
            {explain(reset.error)}
          </Note>
        )}
        <Button type="submit" size="lg" fullWidth loading={reset.isPending}>
          Save the new password
        </Button>
      </form>
    </EntryLayout>
  );
}
