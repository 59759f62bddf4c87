import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { askForReset } from '../../api/session';
import { explain } from '../../forms/explain';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';

const words = {
  MAIL_NOT_CONFIGURED: 'This server cannot send e-mail. Ask whoever runs it: they can make a link for you.',
};

export function ForgotPage() {
  const [email, setEmail] = useState('');
  const reset = useMutation({ mutationFn: () => askForReset(email.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate();
  };
  return (
    <EntryLayout title="Forgot your password?" lead="We send you a link to choose a new one.">
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <div role="status">
          {reset.isSuccess && (
            <Note tone="good">
              If {email.trim()} has an account here, a link is on its way. Look in the spam folder too.
            </Note>
          )}
        </div>
        {reset.error && <Note tone="bad">{explain(reset.error, words)}</Note>}
        <Button type="submit" size="lg" fullWidth loading={reset.isPending}>
          Send the link
        </Button>
        <Link to="/sign-in">Back to sign in</Link>
      </form>
    </EntryLayout>
  );
}
