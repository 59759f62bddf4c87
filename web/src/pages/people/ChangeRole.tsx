import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeRole } from '../../api/people';
import { explain } from '../../forms/explain';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import type { PersonDialogProps } from './PersonDialogs';
import { RoleChoice } from './RoleChoice';

export function ChangeRole({ person, onClose, returnTo }: PersonDialogProps) {
  const queries = useQueryClient();
  const [role, setRole] = useState(person.role);
  const save = useMutation({
    mutationFn: () => changeRole(person.id, role),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['people'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog title={`Role of ${person.name}`} onClose={onClose} returnTo={returnTo} size="lg">
      <form onSubmit={submit} style={{ display: 'grid', gap: 18 }}>
        <span>The change takes effect at once and is written to the audit log.</span>
        <RoleChoice value={role} onChange={setRole} />
        {save.error && <Note tone="bad">{explain(save.error)}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={role === person.role}>
            Save
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
