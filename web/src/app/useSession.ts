import { createContext, useContext } from 'react';
import type { Session } from '../api/types';

/** The session that the frame around a page was drawn for: the query may have lost it a moment before the page is taken away. */
export const ShownSession = createContext<Session | null>(null);

/** Only for pages behind the sign-in. */
export function useSession(): Session {
  const session = useContext(ShownSession);
  if (!session) throw new Error('This page needs a session');
  return session;
}
