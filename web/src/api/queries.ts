import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, hasCode } from './problem';

type SignedOut = (duringChange: boolean) => void;
let onSignedOut: SignedOut = () => {};

/** The router registers itself here, so that the data layer need not know about pages. */
export function whenSignedOut(act: SignedOut): void {
  onSignedOut = act;
}

let onSuspended: () => void = () => {};

/** What to do when the company that the page shows turns out to be suspended. */
export function whenSuspended(act: () => void): void {
  onSuspended = act;
}

/** For calls outside of the caches, such as the socket's. */
export function noticeSignedOut(error: unknown): void {
  notice(error, false);
}

function notice(error: unknown, duringChange: boolean): void {
  if (isSignedOut(error)) onSignedOut(duringChange);
  else if (hasCode(error, 'TENANT_SUSPENDED')) onSuspended();
}

/** The session has ended, or its person was disabled: either way nobody is signed in here any more. */
export const isSignedOut = (error: unknown) => hasCode(error, 'UNAUTHENTICATED', 'ACCOUNT_DISABLED');

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => notice(error, false) }),
  mutationCache: new MutationCache({ onError: (error) => notice(error, true) }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
    },
    // By default TanStack holds a change back while offline; people must see at once that it was not sent.
    mutations: { networkMode: 'always' },
  },
});
