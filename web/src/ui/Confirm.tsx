import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { Dialog } from './Dialog';
import { Note } from './Note';

interface ConfirmProps {
  title: string;
  children: ReactNode;
  yes: string;
  no?: string;
  danger?: boolean;
  act: () => Promise<unknown>;
  explain: (error: unknown) => string;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

/** Names the thing and the effect, does it, and stays open with the reason if it could not. */
export function Confirm({
  title,
  children,
  yes,
  no = 'Cancel',
  danger,
  act,
  explain,
  onClose,
  returnTo,
}: ConfirmProps) {
  const run = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={title} returnTo={returnTo}>
      <div style={{ display: 'grid', gap: 20 }}>
        <div style={{ lineHeight: 1.55 }}>{children}</div>
        {run.error && <Note tone="bad">{explain(run.error)}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {no}
          </Button>
          <Button color={danger ? 'red.8' : 'pine'} loading={run.isPending} onClick={() => run.mutate()}>
            {yes}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
