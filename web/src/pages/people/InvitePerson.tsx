import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { invitePerson } from '../../api/people';
import { serverQuery } from '../../api/server';
import type { Role } from '../../api/types';
import { explain, fieldProblem } from '../../forms/explain';
import { useFields } from '../../forms/useFields';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import { InvitationReady } from './InvitationReady';
import { RoleChoice } from './RoleChoice';

export function InvitePerson({ onClose }: { onClose: () => void }) {
  const { data: server } = useQuery(serverQuery);
  const queries = useQueryClient();
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
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
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
        {invite.error && <Note tone="bad">{explain(invite.error)}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Invite
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
