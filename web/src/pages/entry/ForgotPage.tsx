import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { askForReset } from '../../api/session';
import { Form } from '../../forms/Form';
import type { Words } from '../../forms/sentences';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';

const words: Words = {
  MAIL_NOT_CONFIGURED: 'This server cannot send e-mail. Ask whoever runs it: they can make a link for you.',
};

export function ForgotPage() {
  const [email, setEmail] = useState('');
  const reset = useSave({ send: () => askForReset(email.trim()), words });
  return (
    <EntryLayout title="Forgot your password?" lead="We send you a link to choose a new one.">
      <Form className={css.form} onSend={reset.run}>
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
          {reset.isDone && (
            <Note tone="good">
              If {email.trim()} has an account here, a link is on its way. Look in the spam folder too.
            </Note>
          )}
        </div>
        {reset.problem && <Note tone="bad">{reset.problem}</Note>}
        <Button type="submit" size="lg" fullWidth loading={reset.isPending}>
          Send the link
        </Button>
        <Link to="/sign-in">Back to sign in</Link>
      </Form>
    </EntryLayout>
  );
}
