import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CodeInput } from '../forms/CodeInput';
import { Form } from '../forms/Form';
import { PasskeyButton } from '../forms/PasskeyButton';
import type { Words } from '../forms/sentences';
import { useSave } from '../forms/useSave';
import { Note } from '../ui/Note';

interface PasswordDialogProps<Result> {
  title: string;
  why: string;
  email: string;
  /** Whether it asks for a code of the second factor instead. */
  byCode?: boolean;
  /** Whether that may be a code of an app. */
  hasApp?: boolean;
  /** Another way, offered first. Null if the person cancelled it. */
  passkey?: (() => Promise<true | null>) | undefined;
  onPasskey?: () => void;
  check: (typed: string) => Promise<Result>;
  onDone: (result: Result) => void;
  onLeave: () => void;
  yes: string;
  no: string;
  words?: Words;
}

/** Asks whoever sits here for the password of the account, or a code, above whatever is open. */
export function PasswordDialog<Result>({
  title,
  why,
  email,
  byCode,
  hasApp,
  passkey,
  onPasskey,
  check,
  onDone,
  onLeave,
  yes,
  no,
  words,
}: PasswordDialogProps<Result>) {
  const [typed, setTyped] = useState('');
  const save = useSave({ send: () => check(typed), words, onDone });
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
        {passkey && (
          <PasskeyButton
            send={passkey}
            onDone={() => onPasskey?.()}
            variant={byCode ? 'filled' : 'default'}
            data-autofocus={byCode}
          >
            Use a passkey
          </PasskeyButton>
        )}
        {byCode ? (
          <CodeInput value={typed} onChange={setTyped} hasApp={hasApp ?? true} />
        ) : (
          <PasswordInput
            label="Password"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
          />
        )}
        {save.problem && <Note tone="bad">{save.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onLeave}>
            {no}
          </Button>
          <Button type="submit" variant={passkey && byCode ? 'default' : 'filled'} loading={save.isPending}>
            {yes}
          </Button>
        </Group>
      </Form>
    </Modal>
  );
}
