import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '../api/types';
import { NotForYou, OfACompany, OfTheServer } from './FailedPage';
import { isMember } from './useSession';

const OF_BOTH = ['/account'];
const OF_THE_SERVER = ['/companies', '/clients'];

/** Keeps the pages of a company from an operator who acts for the server, and the other way round. */
export function ServerOrCompany({ session, children }: { session: Session; children: ReactNode }) {
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/\/+$/, '') || '/' });
  // The start sends everyone on to a page of their own.
  if (OF_BOTH.includes(path) || path === '/') return children;
  if (isMember(session)) {
    if (OF_THE_SERVER.includes(path))
      return session.operator ? (
        <OfTheServer session={session} />
      ) : (
        <NotForYou
          who="operators of the server"
          hint="If you need it for your work, ask whoever runs this server."
        />
      );
  } else if (!OF_THE_SERVER.includes(path)) return <OfACompany session={session} />;
  return children;
}
