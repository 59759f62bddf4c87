import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconDeviceTablet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { serverQuery } from '../../api/server';
import { sessionQuery, signIn } from '../../api/session';
import { connectProvider } from '../../api/singleSignOn';
import type { NextStep } from '../../api/types';
import { pairedName } from '../../device/paired';
import { explainCode } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { Providers } from './Providers';

const PasskeyWay = lazy(async () => ({ default: (await import('./PasskeyWay')).PasskeyWay }));
const SecondStep = lazy(async () => ({ default: (await import('./SecondStep')).SecondStep }));
const route = getRouteApi('/sign-in');

/** Only a path of our own: an address from outside must not decide where people land. */
const safePath = (next: string | undefined) => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** What a provider left to do: a code of the second factor, or to connect the account with who somebody is there. */
function useArrival(): { step?: NextStep; connect?: string } {
  const [what, token] = (useFragmentToken() ?? '').split('=');
  if (!token) return {};
  if (what === 'connect') return { connect: token };
  return {
    step: { code: 'SECOND_FACTOR_REQUIRED', token, methods: ['totp', 'recovery_code'], expires_in: 300 },
  };
}

export function SignInPage() {
  const { next, company, sso } = route.useSearch();
  const arrival = useArrival();
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [step, setStep] = useState<NextStep | null>(arrival.step ?? null);
  const connect = useSave({
    send: connectProvider,
    onDone: () => router.history.push(safePath(next)),
  });
  const goOn = () => (arrival.connect ? connect.run(arrival.connect) : router.history.push(safePath(next)));
  const enter = useSave({
    send: () => signIn(email.trim(), password),
    onDone: (left) => (left ? setStep(left) : goOn()),
  });
  // With `next`, somebody was sent here and goes on as soon as there is a session, which another tab may make.
  const { data: session, isFetchedAfterMount } = useQuery({
    ...sessionQuery,
    enabled: Boolean(next) && !arrival.connect,
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
  });
  const isElsewhere = session && isFetchedAfterMount && !enter.isPending && !enter.isDone;
  useEffect(() => {
    if (isElsewhere) router.history.replace(safePath(next));
  }, [isElsewhere, router, next]);
  if (step)
    return (
      <Suspense>
        <SecondStep step={step} onDone={goOn} onLeave={() => setStep(null)} />
      </Suspense>
    );
  return (
    <EntryLayout title="Sign in" lead={leadOf(next, arrival.connect)}>
      <Form className={css.form} onSend={enter.run}>
        <SetupNote />
        {sso && <Note tone="bad">{explainCode(sso)}</Note>}
        {connect.problem && (
          <Note tone="bad">
            {connect.problem} <Link to="/">You are signed in without it.</Link>
          </Note>
        )}
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username webauthn"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        {enter.problem && <Note tone="bad">{enter.problem}</Note>}
        <Button type="submit" size="lg" fullWidth loading={enter.isPending || connect.isPending}>
          Sign in
        </Button>
        <Suspense>
          <PasskeyWay onDone={goOn} />
        </Suspense>
        <Link to="/forgot">Forgot your password?</Link>
      </Form>
      <div className={css.or}>or</div>
      {!arrival.connect && <Providers company={company} next={safePath(next)} />}
      <DeviceWay />
    </EntryLayout>
  );
}

function leadOf(next: string | undefined, connect: string | undefined): string {
  if (connect)
    return 'You have an account here already. Sign in to it once; from then on your provider signs you in, too.';
  return next ? 'You will then continue where you were.' : 'Welcome back.';
}

/** For a device: to its own page if this browser is paired, else to the page where it can be paired. */
function DeviceWay() {
  const { data: name } = useQuery({
    queryKey: ['paired-as'],
    queryFn: async () => (await pairedName()) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <Button
        component="a"
        href={name ? '/p' : '/pair'}
        variant="default"
        size="lg"
        fullWidth
        leftSection={<IconDeviceTablet size={20} aria-hidden="true" />}
      >
        {name ? 'Open the page of this device' : 'Pair this device'}
      </Button>
      <p className={css.hint}>
        {name ? (
          <>
            It is paired as <bdi translate="no">{name}</bdi>.
          </>
        ) : (
          'For a till, tablet or screen. You need a code from a manager, but no account.'
        )}
      </p>
    </>
  );
}

function SetupNote() {
  const { data: server } = useQuery(serverQuery);
  if (!server?.setup_needed) return null;
  return (
    <Note tone="warn">
      Nobody has set up this server yet. Open the setup link that it printed when it started.
    </Note>
  );
}
