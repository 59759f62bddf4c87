import { queryClient, whenSignedOut, whenSuspended } from '../api/queries';
import { checkSession, forgetSession, sessionQuery } from '../api/session';
import type { Session } from '../api/types';
import { hasUnsavedText } from '../forms/unsaved';
import { isLeaving } from './somebodyElse';

let asking: Session | null = null;
const listeners = new Set<() => void>();

function ask(session: Session | null) {
  asking = session;
  for (const listener of listeners) listener();
}

export const sessionToRenew = () => asking;
export const sessionRenewed = () => ask(null);

export function onSessionToRenew(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** With text on the screen, ask for the password over it; otherwise go to the sign-in page. */
whenSignedOut((duringChange) => {
  const session = queryClient.getQueryData<Session | null>(sessionQuery.queryKey);
  // The session that ended may be the one that a switch has replaced.
  if (!session || asking || isLeaving()) return;
  if (duringChange || hasUnsavedText()) ask(session);
  else forgetSession();
});

/** The session says so, too, and the frame then shows the page for it. */
whenSuspended(() => {
  const session = queryClient.getQueryData<Session | null>(sessionQuery.queryKey);
  if (session && !session.suspended && !isLeaving()) void checkSession();
});
