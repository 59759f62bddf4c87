import { useState } from 'react';
import { changeRole, PEOPLE_KEYS } from '../../api/people';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import type { PersonDialogProps } from './PersonDialogs';
import { RoleChoice } from './RoleChoice';

export function ChangeRole({ person, onClose, returnTo }: PersonDialogProps) {
  const [role, setRole] = useState(person.role);
  const save = useSave({ send: () => changeRole(person.id, role), refresh: PEOPLE_KEYS, onDone: onClose });
  return (
    <Dialog title={`Role of ${person.name}`} onClose={onClose} returnTo={returnTo} size="lg">
      <Form onSend={save.run} style={{ display: 'grid', gap: 18 }}>
        <span>The change takes effect at once and is written to the audit log.</span>
        <RoleChoice value={role} onChange={setRole} />
        <FormEnd save={save} ready={role !== person.role} onCancel={onClose}>
          Save
        </FormEnd>
      </Form>
    </Dialog>
  );
}
