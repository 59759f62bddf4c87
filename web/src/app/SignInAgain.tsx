import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/queries';
import { forgetSession, signIn } from '../api/session';
import type { Session } from '../api/types';
import { explain } from '../forms/explain';
import { Note } from '../ui/Note';
import { sessionRenewed } from './signedOut';

function leave() {
  sessionRenewed();
  forgetSession();
}

export function SignInAgain({ session }: { session: Session }) {
  const [password, setPassword] = useState('');
  const renew = useMutation({
    mutationFn: () => signIn(session.person.email, password),
    onSuccess: () => {
      sessionRenewed();
      // What failed meanwhile comes back by itself.
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    renew.mutate();
  };
  return (
    <Modal
      opened
      onClose={leave}
      title="Sign in again"
      closeOnClickOutside={false}
      withCloseButton={false}
      zIndex={400}
    >
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <span>Your session has ended. Sign in to go on where you were; nothing you typed is lost.</span>
        <TextInput label="E-mail" value={session.person.email} readOnly autoComplete="username" />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
        />
        {renew.error && <Note tone="bad">{explain(renew.error)}</Note>}
        <Group justify="space-between">
          <Button variant="subtle" onClick={leave}>
            Someone else
          </Button>
          <Button type="submit" loading={renew.isPending}>
            Sign in
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
