import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode, RefObject } from 'react';
import { refreshSupport } from '../../api/support';
import { FormEnd } from '../../forms/FormEnd';
import { Dialog } from '../../ui/Dialog';

interface FormDialogProps {
  title: string;
  yes: string;
  ready?: boolean;
  save: () => Promise<unknown>;
  words?: Record<string, string>;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null> | undefined;
  /** The fields; they show what the server said about each of them. */
  children: (error: unknown) => ReactNode;
}

/** A few fields, saved at once or not at all; the lists of the support desk follow. */
export function FormDialog({
  title,
  yes,
  ready = true,
  save,
  words,
  onClose,
  returnTo,
  children,
}: FormDialogProps) {
  const run = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await refreshSupport();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) run.mutate();
  };
  return (
    <Dialog title={title} onClose={onClose} returnTo={returnTo} closeOnClickOutside={false} size="lg">
      <form onSubmit={submit} style={{ display: 'grid', gap: 20 }}>
        {children(run.error)}
        <FormEnd run={run} ready={ready} words={words} onCancel={onClose}>
          {yes}
        </FormEnd>
      </form>
    </Dialog>
  );
}
