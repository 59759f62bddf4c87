import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { invitePerson } from '../../api/people';
import { serverQuery } from '../../api/server';
import type { Role } from '../../api/types';
import { fieldProblem } from '../../forms/explain';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { Dialog } from '../../ui/Dialog';
import { InvitationReady } from './InvitationReady';
import { RoleChoice } from './RoleChoice';
import { useRefreshPeople } from './useRefreshPeople';

export function InvitePerson({ onClose }: { onClose: () => void }) {
  const { data: server } = useQuery(serverQuery);
  const refresh = useRefreshPeople();
  const canMail = server?.mail ?? false;
  const { values, bind } = useFields({ name: '', email: '' });
  const [role, setRole] = useState<Role>('manager');
  const [byMail, setByMail] = useState(true);
  const invite = useMutation({
    mutationFn: () =>
      invitePerson({
        name: values.name.trim(),
        email: values.email.trim(),
        role,
        send_mail: canMail && byMail,
      }),
    onSuccess: refresh,
  });
  if (invite.data) return <InvitationReady invitation={invite.data} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  const problem = (field: string) => ({ error: fieldProblem(invite.error, field) });
  return (
    <Dialog title="Invite a person" onClose={onClose} closeOnClickOutside={false} size="lg">
      <form onSubmit={submit} style={{ display: 'grid', gap: 18 }}>
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
        <FormEnd run={invite} onCancel={onClose}>
          Invite
        </FormEnd>
      </form>
    </Dialog>
  );
}
