import { createContext, useContext } from 'react';
import type { MemberSession, Session } from '../api/types';

/** The session for which the frame around a page was drawn. The query may have lost it a moment before the page is removed. */
export const ShownSession = createContext<Session | null>(null);

/** Whoever is signed in, for a company or for the server. Only for pages behind the sign-in. */
export function useSignedIn(): Session {
  const session = useContext(ShownSession);
  if (!session) throw new Error('This page needs a session');
  return session;
}

/** Actions of the server's policy (docs/generated/permissions.md) by which the pages decide what they offer. */
type Action =
  | 'audit.read'
  | 'device.approve'
  | 'device.delete'
  | 'device.list'
  | 'device.rename'
  | 'device.replace'
  | 'device.switch'
  | 'grant.approve'
  | 'invite.cancel'
  | 'invite.issue'
  | 'invite.list'
  | 'live.join'
  | 'notice.read'
  | 'person.list'
  | 'rustdesk.assign'
  | 'rustdesk.clean_up'
  | 'rustdesk.unpaired'
  | 'subscription.set'
  | 'tenant.change';

export type May = (action: Action) => boolean;

export const mayOf =
  ({ can }: Pick<Session, 'can'>): May =>
  (action) =>
    can.includes(action);

/** What the role of whoever is signed in allows; the server decides again. */
export const useMay = (): May => mayOf(useSignedIn());

export const isMember = (session: Session): session is MemberSession => session.tenant !== null;

/** For the pages of a company, which the frame shows to its members only. */
export function useSession(): MemberSession {
  const session = useSignedIn();
  if (!isMember(session)) throw new Error('This page needs a company');
  return session;
}
