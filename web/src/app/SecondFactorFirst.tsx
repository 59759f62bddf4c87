import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { checkSession, sessionQuery } from '../api/session';
import { Loading } from '../ui/Loading';

const SetUpFirst = lazy(async () => ({
  default: (await import('../pages/account/SetUpFirst')).SetUpFirst,
}));

/**
 * Shows the set-up of a second factor in place of the page to whoever must have one. It stays until the recovery codes are saved:
 * the session allows everything again as soon as the factor is there.
 */
export function SecondFactorFirst({ children }: { children: ReactNode }) {
  // Not what the frame was drawn for: that may be the session of a moment ago, and would show the set-up again just when it is done.
  const needed = useQuery(sessionQuery).data?.needs_second_factor ?? false;
  const [shown, setShown] = useState(needed);
  if (needed && !shown) setShown(true);
  const goOn = useCallback(async () => {
    if (await checkSession()) setShown(false);
  }, []);
  if (!shown) return children;
  return (
    <Suspense fallback={<Loading rows={4} />}>
      <SetUpFirst isDone={!needed} onDone={goOn} />
    </Suspense>
  );
}
