import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Form } from '../forms/Form';
import type { Words } from '../forms/sentences';
import { useSave } from '../forms/useSave';
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
  words?: Words;
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
  const save = useSave({ send: () => check(password), words, onDone });
  return (
    <Modal
      opened
      onClose={onLeave}
      title={title}
      closeOnClickOutside={false}
      withCloseButton={false}
      zIndex={400}
    >
      <Form onSend={save.run} style={{ display: 'grid', gap: 16 }}>
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
        {save.problem && <Note tone="bad">{save.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onLeave}>
            {no}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {yes}
          </Button>
        </Group>
      </Form>
    </Modal>
  );
}
