import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { confirmSession } from '../api/session';
import { explain } from '../forms/explain';
import { Note } from '../ui/Note';
import { useSession } from './roles';

/** Asks whoever sits here for the password of the account before something that gives lasting access. */
export function ConfirmPassword({ answer }: { answer: (typed: boolean) => void }) {
  const { person } = useSession();
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: () => confirmSession(password),
    onSuccess: () => answer(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title="Confirm that it is you"
      closeOnClickOutside={false}
      zIndex={400}
    >
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <span>This gives lasting access, so please type your password again.</span>
        <TextInput label="E-mail" value={person.email} readOnly autoComplete="username" />
        <PasswordInput
          label="Your password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
        />
        {confirm.error && (
          <Note tone="bad">{explain(confirm.error, { WRONG_PASSWORD: 'This is not your password.' })}</Note>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => answer(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            Confirm
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
