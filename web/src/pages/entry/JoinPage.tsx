import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { fetchInvitation, redeemInvitation, sessionQuery } from '../../api/session';
import type { Session } from '../../api/types';
import { asRole } from '../../app/roles';
import { explain } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { NewPassword } from '../../forms/NewPassword';
import type { Words } from '../../forms/sentences';
import { type Save, useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

type Look = Awaited<ReturnType<typeof fetchInvitation>>;

const words: Words = {
  LINK_EXPIRED: 'This invitation has been used or is too old. Ask whoever invited you for a new one.',
  WRONG_PASSWORD: 'This is not the password of your account here. Type it again, or ask for a new one.',
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
  const { data: session, isPending } = useQuery(sessionQuery);
  return (
    <EntryLayout title={`Join ${look.tenant_name}`} lead={`You are invited as ${asRole(look.role)}.`}>
      {!isPending && <Way token={token} look={look} session={session ?? null} />}
    </EntryLayout>
  );
}

/** Who is new chooses a password. An account that exists is proved by being signed in to it, or by its password. */
function Way({ token, look, session }: { token: string; look: Look; session: Session | null }) {
  if (!look.has_account) return <NewAccount token={token} look={look} />;
  if (session?.person.email === look.email)
    return <SignedInAlready token={token} name={session.person.name} email={look.email} />;
  return <OwnPassword token={token} look={look} session={session} />;
}

interface WayProps {
  token: string;
  look: Look;
}

function useJoin(token: string, name: string, password: string | null) {
  const navigate = useNavigate();
  return useSave({
    send: () => redeemInvitation(token, name.trim(), password),
    words,
    onDone: () => navigate({ to: '/' }),
  });
}

function NewAccount({ token, look }: WayProps) {
  const [name, setName] = useState(look.name);
  const [password, setPassword] = useState('');
  const join = useJoin(token, name, password);
  return (
    <Form className={css.form} onSend={join.run}>
      <TextInput label="E-mail" value={look.email} readOnly autoComplete="username" />
      <YourName name={name} onChange={setName} join={join} />
      <NewPassword label="Choose a password" value={password} onChange={setPassword} save={join} />
      <End join={join} />
    </Form>
  );
}

/** Colleagues see the name that somebody goes by already: an operator who makes a company knows no more than an address. */
function SignedInAlready({ token, name, email }: { token: string; name: string; email: string }) {
  const join = useJoin(token, name, null);
  return (
    <Form className={css.form} onSend={join.run}>
      <p style={{ margin: 0, lineHeight: 1.55 }}>
        You are signed in as <strong translate="no">{email}</strong>. You keep this account and its password,
        and switch between your companies at the top of the page.
      </p>
      <End join={join} />
    </Form>
  );
}

function OwnPassword({ token, look, session }: WayProps & { session: Session | null }) {
  const [name, setName] = useState(look.name);
  const [password, setPassword] = useState('');
  const join = useJoin(token, name, password);
  return (
    <Form className={css.form} onSend={join.run}>
      {session && (
        <Note tone="warn">
          You are signed in as <span translate="no">{session.person.email}</span>, and this invitation is for
          somebody else. Joining signs {session.person.name} out here.
        </Note>
      )}
      <TextInput label="E-mail" value={look.email} readOnly autoComplete="username" />
      <PasswordInput
        label="Password"
        description="Of the account that this address has here already. You keep it for all your companies."
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
      <YourName name={name} onChange={setName} join={join} />
      <End join={join} />
      <Link to="/forgot">Forgot your password?</Link>
    </Form>
  );
}

interface YourNameProps {
  name: string;
  onChange: (name: string) => void;
  join: Pick<Save, 'fieldProblem'>;
}

function YourName({ name, onChange, join }: YourNameProps) {
  return (
    <TextInput
      label="Your name"
      autoComplete="name"
      value={name}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={join.fieldProblem('name')}
      required
      withAsterisk={false}
    />
  );
}

function End({ join }: { join: Pick<Save, 'problem' | 'isPending'> }) {
  return (
    <>
      {join.problem && <Note tone="bad">{join.problem}</Note>}
      <Button type="submit" size="lg" fullWidth loading={join.isPending}>
        Join
      </Button>
    </>
  );
}
