import { useState } from 'react';
import { queryClient } from '../api/queries';
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
  const onDone = (next: NextStep | null) => (next ? setStep(next) : goOn());
  if (step)
    return (
      <PasswordDialog
        key="code"
        title="Sign in again"
        why="Your password is right. Now type a code of your second factor."
        email={person.email}
        byCode
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
      check={(password) => signIn(person.email, password, tenant?.id)}
      onDone={onDone}
      onLeave={leave}
      yes="Sign in"
      no="Someone else"
    />
  );
}
