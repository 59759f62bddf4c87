import { queryClient } from '../api/queries';
import { forgetSession, signIn } from '../api/session';
import type { Session } from '../api/types';
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
  return (
    <PasswordDialog
      title="Sign in again"
      why="Your session has ended. Sign in to continue where you were; nothing you typed is lost."
      email={person.email}
      check={(password) => signIn(person.email, password, tenant?.id)}
      onDone={goOn}
      onLeave={leave}
      yes="Sign in"
      no="Someone else"
    />
  );
}
