import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { Session } from '../api/types';
import { onSessionElsewhere, sessionElsewhere } from './somebodyElse';

const WentOn = lazy(async () => ({ default: (await import('./WentOn')).WentOn }));

/** Over a page that shows one company after another tab went on to another. */
export function StandsStill({ session }: { session: Session }) {
  const now = useSyncExternalStore(onSessionElsewhere, sessionElsewhere);
  return (
    <Suspense>{now && now.person.id !== session.person.id && <WentOn shown={session} now={now} />}</Suspense>
  );
}
