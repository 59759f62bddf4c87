import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeRole } from '../../api/people';
import { FormEnd } from '../../forms/FormEnd';
import { Dialog } from '../../ui/Dialog';
import type { PersonDialogProps } from './PersonDialogs';
import { RoleChoice } from './RoleChoice';
import { useRefreshPeople } from './useRefreshPeople';

export function ChangeRole({ person, onClose, returnTo }: PersonDialogProps) {
  const refresh = useRefreshPeople();
  const [role, setRole] = useState(person.role);
  const save = useMutation({
    mutationFn: () => changeRole(person.id, role),
    onSuccess: async () => {
      onClose();
      await refresh();
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
        <FormEnd run={save} ready={role !== person.role} onCancel={onClose}>
          Save
        </FormEnd>
      </form>
    </Dialog>
  );
}
