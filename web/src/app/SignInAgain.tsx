import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { finishWithPasskey, hasPasskeys, signInWithPasskey } from '../api/passkeys';
import { queryClient } from '../api/queries';
import { serverQuery } from '../api/server';
import { finishSignIn, forgetSession, signIn } from '../api/session';
import type { NextStep, Session } from '../api/types';
import { PasswordDialog } from './PasswordDialog';
import { sessionRenewed } from './signedOut';

function leave() {
  sessionRenewed();
  forgetSession();
}

function goOn() {
  sessionRenewed();
  // Queries that failed meanwhile are sent again.
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** Over a page that holds text which was never saved. */
export function SignInAgain({ session: { person, tenant } }: { session: Session }) {
  const [step, setStep] = useState<NextStep | null>(null);
  const { data: server } = useQuery(serverQuery);
  const onDone = (next: NextStep | null) => (next ? setStep(next) : goOn());
  if (step)
    return (
      <PasswordDialog
        key="code"
        title="Sign in again"
        why="Your password is right. Now use your second factor."
        email={person.email}
        byCode
        hasApp={step.methods.includes('totp')}
        passkey={
          step.methods.includes('passkey') && hasPasskeys() ? () => finishWithPasskey(step) : undefined
        }
        onPasskey={goOn}
        check={(code) => finishSignIn(step, code)}
        onDone={goOn}
        onLeave={leave}
        yes="Sign in"
        no="Someone else"
      />
    );
  return (
    <PasswordDialog
      key="password"
      title="Sign in again"
      why="Your session has ended. Sign in to continue where you were; nothing you typed is lost."
      email={person.email}
      passkey={server?.passkeys && hasPasskeys() ? () => signInWithPasskey(tenant?.id) : undefined}
      onPasskey={goOn}
      check={(password) => signIn(person.email, password, tenant?.id)}
      onDone={onDone}
      onLeave={leave}
      yes="Sign in"
      no="Someone else"
    />
  );
}
