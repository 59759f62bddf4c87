import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Note } from '../ui/Note';
import type { Save } from './useSave';

interface FormEndProps {
  save: Pick<Save, 'problem' | 'isPending'>;
  ready?: boolean;
  onCancel: () => void;
  /** The label of the button that sends the form. */
  children: ReactNode;
}

/** The end of a form in a dialog: the problem, if there is one, and the two buttons. */
export function FormEnd({ save, ready = true, onCancel, children }: FormEndProps) {
  return (
    <>
      {save.problem && <Note tone="bad">{save.problem}</Note>}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!ready}>
          {children}
        </Button>
      </Group>
    </>
  );
}
