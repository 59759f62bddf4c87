import { TextInput } from '@mantine/core';
import type { QueryKey } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { NAME_LENGTH } from '../api/limits';
import { Dialog } from '../ui/Dialog';
import { Form } from './Form';
import { FormEnd } from './FormEnd';
import { useSave } from './useSave';

interface RenameDialogProps {
  name: string;
  /** What a good name says, with examples. */
  hint: string;
  send: (name: string) => Promise<unknown>;
  refresh: readonly QueryKey[];
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

export function RenameDialog({ name, hint, send, refresh, onClose, returnTo }: RenameDialogProps) {
  const [text, setText] = useState(name);
  const save = useSave({ send: () => send(text.trim()), refresh, onDone: onClose });
  return (
    <Dialog title={`Rename ${name}`} onClose={onClose} returnTo={returnTo}>
      <Form onSend={save.run} style={{ display: 'grid', gap: 20 }}>
        <TextInput
          label="Name"
          description={hint}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={save.fieldProblem('name')}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
          data-autofocus
        />
        <FormEnd save={save} onCancel={onClose}>
          Save
        </FormEnd>
      </Form>
    </Dialog>
  );
}
