import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fetchInvitation, redeemInvitation } from '../../api/session';
import { asRole } from '../../app/roles';
import { explain } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import type { Words } from '../../forms/sentences';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

type Look = Awaited<ReturnType<typeof fetchInvitation>>;

const words: Words = {
  LINK_EXPIRED: 'This invitation has been used or is too old. Ask whoever invited you for a new one.',
};

export function JoinPage() {
  const token = useFragmentToken();
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => fetchInvitation(token ?? ''),
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (!token) return <NoToken what="link in your invitation" />;
  if (look.data) return <JoinForm token={token} look={look.data} />;
  return (
    <EntryLayout title={look.error ? 'This invitation cannot be used' : 'Opening your invitation…'}>
      <div className={css.form}>
        {look.error && <Note tone="bad">{explain(look.error, words)}</Note>}
        {look.error && <Link to="/sign-in">Go to sign in</Link>}
      </div>
    </EntryLayout>
  );
}

function JoinForm({ token, look }: { token: string; look: Look }) {
  const [name, setName] = useState(look.name);
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const join = useSave({
    send: () => redeemInvitation(token, name.trim(), password),
    words,
    onDone: () => navigate({ to: '/' }),
  });
  return (
    <EntryLayout title={`Join ${look.tenant_name}`} lead={`You are invited as ${asRole(look.role)}.`}>
      <Form className={css.form} onSend={join.run}>
        <TextInput label="E-mail" value={look.email} readOnly autoComplete="username" />
        <TextInput
          label="Your name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={join.fieldProblem('name')}
          required
          withAsterisk={false}
        />
        <NewPassword label="Choose a password" value={password} onChange={setPassword} save={join} />
        {join.problem && <Note tone="bad">{join.problem}</Note>}
        <Button type="submit" size="lg" fullWidth loading={join.isPending}>
          Join
        </Button>
      </Form>
    </EntryLayout>
  );
}
