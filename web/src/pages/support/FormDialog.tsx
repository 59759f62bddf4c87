import type { ReactNode, RefObject } from 'react';
import { SUPPORT_KEYS } from '../../api/support';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import type { Words } from '../../forms/sentences';
import { type Save, useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';

interface FormDialogProps {
  title: string;
  yes: string;
  ready?: boolean;
  send: () => Promise<unknown>;
  words?: Words;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null> | undefined;
  /** The fields; they show what the server said about each of them. */
  children: (fieldProblem: Save['fieldProblem']) => ReactNode;
}

/** A dialog with a few fields; the lists of the support pages are fetched again once they are saved. */
export function FormDialog({
  title,
  yes,
  ready = true,
  send,
  words,
  onClose,
  returnTo,
  children,
}: FormDialogProps) {
  const save = useSave({ send, words, refresh: SUPPORT_KEYS, onDone: onClose });
  return (
    <Dialog title={title} onClose={onClose} returnTo={returnTo} closeOnClickOutside={false} size="lg">
      <Form onSend={() => ready && save.run()} style={{ display: 'grid', gap: 20 }}>
        {children(save.fieldProblem)}
        <FormEnd save={save} ready={ready} onCancel={onClose}>
          {yes}
        </FormEnd>
      </Form>
    </Dialog>
  );
}
