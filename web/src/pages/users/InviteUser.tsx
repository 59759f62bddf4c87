import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery } from '../../api/server';
import type { Role } from '../../api/types';
import { inviteUser, USER_KEYS } from '../../api/users';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { InvitationReady } from './InvitationReady';
import { RoleChoice } from './RoleChoice';

export function InviteUser({ onClose }: { onClose: () => void }) {
  const { data: server } = useQuery(serverQuery);
  const canMail = server?.mail ?? false;
  const { values, bind } = useFields({ name: '', email: '' });
  const [role, setRole] = useState<Role>('manager');
  const [byMail, setByMail] = useState(true);
  const invite = useSave({
    send: () =>
      inviteUser({
        name: values.name.trim(),
        email: values.email.trim(),
        role,
        send_mail: canMail && byMail,
      }),
    refresh: USER_KEYS,
  });
  if (invite.result) return <InvitationReady invitation={invite.result} onClose={onClose} />;
  const problem = (field: string) => ({ error: invite.fieldProblem(field) });
  return (
    <Dialog title="Invite a person" onClose={onClose} closeOnClickOutside={false} size="lg">
      <Form onSend={invite.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          data-autofocus
          {...bind('name')}
          {...problem('name')}
        />
        <TextInput
          label="E-mail"
          description="They sign in with it."
          type="email"
          required
          withAsterisk={false}
          {...bind('email')}
          {...problem('email')}
        />
        <RoleChoice value={role} onChange={setRole} />
        <Checkbox
          label="Send the invitation by e-mail"
          description={canMail ? undefined : 'This server has no e-mail set up. You get a link to hand over.'}
          checked={canMail && byMail}
          disabled={!canMail}
          onChange={(event) => setByMail(event.currentTarget.checked)}
        />
        <FormEnd save={invite} onCancel={onClose}>
          Invite
        </FormEnd>
      </Form>
    </Dialog>
  );
}
