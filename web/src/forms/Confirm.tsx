import { Button, Group } from '@mantine/core';
import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { Dialog } from '../ui/Dialog';
import { Note } from '../ui/Note';
import type { Words } from './sentences';
import { useSave } from './useSave';

interface ConfirmProps {
  title: string;
  children: ReactNode;
  yes: string;
  no?: string;
  danger?: boolean;
  send: () => Promise<unknown>;
  refresh?: readonly QueryKey[];
  words?: Words;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

/** Asks before something is done. It stays open and shows the problem if it could not be done. */
export function Confirm({
  title,
  children,
  yes,
  no = 'Cancel',
  danger,
  send,
  refresh,
  words,
  onClose,
  returnTo,
}: ConfirmProps) {
  const save = useSave({ send, refresh, words, onDone: onClose });
  return (
    <Dialog onClose={onClose} title={title} returnTo={returnTo}>
      <div style={{ display: 'grid', gap: 20 }}>
        <div style={{ lineHeight: 1.55 }}>{children}</div>
        {save.problem && <Note tone="bad">{save.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {no}
          </Button>
          <Button color={danger ? 'red.8' : 'pine'} loading={save.isPending} onClick={() => save.run()}>
            {yes}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
