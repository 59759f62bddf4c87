import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Note } from '../ui/Note';
import { explain } from './explain';

interface FormEndProps {
  run: { error: Error | null; isPending: boolean };
  ready?: boolean;
  words?: Record<string, string> | undefined;
  onCancel: () => void;
  /** What the button says that sends the form. */
  children: ReactNode;
}

/** How a form in a dialog ends: what went wrong, the way out and the way on. */
export function FormEnd({ run, ready = true, words, onCancel, children }: FormEndProps) {
  return (
    <>
      {run.error && <Note tone="bad">{explain(run.error, words)}</Note>}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={run.isPending} disabled={!ready}>
          {children}
        </Button>
      </Group>
    </>
  );
}
