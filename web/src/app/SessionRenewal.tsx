import { lazy, Suspense, useSyncExternalStore } from 'react';
import { onSessionToRenew, sessionToRenew } from './signedOut';

const SignInAgain = lazy(async () => ({ default: (await import('./SignInAgain')).SignInAgain }));

export function SessionRenewal() {
  const session = useSyncExternalStore(onSessionToRenew, sessionToRenew);
  return <Suspense>{session && <SignInAgain session={session} />}</Suspense>;
}
