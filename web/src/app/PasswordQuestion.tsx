import { lazy, Suspense, useSyncExternalStore } from 'react';
import { onPasswordQuestion, passwordQuestion } from './passwordNeeded';

const ConfirmPassword = lazy(async () => ({ default: (await import('./ConfirmPassword')).ConfirmPassword }));

export function PasswordQuestion() {
  const answer = useSyncExternalStore(onPasswordQuestion, passwordQuestion);
  return <Suspense>{answer && <ConfirmPassword answer={answer} />}</Suspense>;
}
