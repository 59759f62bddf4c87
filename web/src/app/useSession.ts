import { createContext, useContext } from 'react';
import type { Session } from '../api/types';

/** The session for which the frame around a page was drawn. The query may have lost it a moment before the page is removed. */
export const ShownSession = createContext<Session | null>(null);

/** Only for pages behind the sign-in. */
export function useSession(): Session {
  const session = useContext(ShownSession);
  if (!session) throw new Error('This page needs a session');
  return session;
}
