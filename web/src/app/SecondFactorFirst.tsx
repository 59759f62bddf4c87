import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { checkSession } from '../api/session';
import type { Session } from '../api/types';
import { Loading } from '../ui/Loading';

const SetUpFirst = lazy(async () => ({
  default: (await import('../pages/account/SetUpFirst')).SetUpFirst,
}));

/**
 * Shows the set-up of a second factor in place of the page to whoever must have one. It stays until the recovery codes are saved:
 * the session allows everything again as soon as the factor is there.
 */
export function SecondFactorFirst({ session, children }: { session: Session; children: ReactNode }) {
  const [shown, setShown] = useState(session.needs_second_factor);
  if (session.needs_second_factor && !shown) setShown(true);
  const goOn = useCallback(async () => {
    if (await checkSession()) setShown(false);
  }, []);
  if (!shown) return children;
  return (
    <Suspense fallback={<Loading rows={4} />}>
      <SetUpFirst isDone={!session.needs_second_factor} onDone={goOn} />
    </Suspense>
  );
}
