import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '../forms/explain';
import { Note } from '../ui/Note';

interface PasswordDialogProps {
  title: string;
  why: string;
  email: string;
  check: (password: string) => Promise<unknown>;
  onDone: () => void;
  onLeave: () => void;
  yes: string;
  no: string;
  words?: Record<string, string>;
}

/** Asks whoever sits here for the password of the account, above whatever is open. */
export function PasswordDialog({
  title,
  why,
  email,
  check,
  onDone,
  onLeave,
  yes,
  no,
  words,
}: PasswordDialogProps) {
  const [password, setPassword] = useState('');
  const run = useMutation({ mutationFn: () => check(password), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.mutate();
  };
  return (
    <Modal
      opened
      onClose={onLeave}
      title={title}
      closeOnClickOutside={false}
      withCloseButton={false}
      zIndex={400}
    >
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <span>{why}</span>
        <TextInput label="E-mail" value={email} readOnly autoComplete="username" />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
        />
        {run.error && <Note tone="bad">{explain(run.error, words)}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onLeave}>
            {no}
          </Button>
          <Button type="submit" loading={run.isPending}>
            {yes}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
