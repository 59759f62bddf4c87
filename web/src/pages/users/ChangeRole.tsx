import { useState } from 'react';
import { changeRole, USER_KEYS } from '../../api/users';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { RoleChoice } from './RoleChoice';
import type { UserDialogProps } from './UserDialogs';

export function ChangeRole({ user, onClose, returnTo }: UserDialogProps) {
  const [role, setRole] = useState(user.role);
  const save = useSave({ send: () => changeRole(user.id, role), refresh: USER_KEYS, onDone: onClose });
  return (
    <Dialog title={`Role of ${user.name}`} onClose={onClose} returnTo={returnTo} size="lg">
      <Form onSend={save.run} style={{ display: 'grid', gap: 18 }}>
        <span>The change takes effect at once and is written to the audit log.</span>
        <RoleChoice value={role} onChange={setRole} />
        <FormEnd save={save} ready={role !== user.role} onCancel={onClose}>
          Save
        </FormEnd>
      </Form>
    </Dialog>
  );
}
