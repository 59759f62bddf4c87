import { whenSomebodyElse } from '../api/client';
import { queryClient } from '../api/queries';
import { checkSession, fetchBrowserSession, sessionQuery, showAgain, switchCompany } from '../api/session';
import { onOtherTab } from '../api/tabs';
import type { Session } from '../api/types';
import { placeOf } from './roles';

const KEY = 'handfast.replaced';

interface Replaced {
  person: string;
  tenant: string;
}

let leaving = false;
/** For what the browser acts now, while the page stands still and shows another company of the same person. */
let elsewhere: Session | null = null;
const listeners = new Set<() => void>();

function become(next: Session | null) {
  elsewhere = next;
  for (const listener of listeners) listener();
}

export const sessionElsewhere = () => elsewhere;

export function onSessionElsewhere(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function openStart() {
  leaveFor('/');
}

function leaveFor(path: string) {
  leaving = true;
  document.documentElement.style.visibility = 'hidden';
  window.location.replace(path);
}

/** One account can have a user in several companies: its e-mail address is the same in all of them. */
const isSameAccount = (one: Session, other: Session) => one.person.email === other.person.email;

/** The browser's session is not that of this page any more. Nothing the page asks is answered, so it waits for a decision or starts anew. */
async function follow() {
  if (leaving) return;
  const shown = queryClient.getQueryData(sessionQuery.queryKey);
  const now = await fetchBrowserSession().catch(() => null);
  if (leaving) return;
  if (!shown || !now || !isSameAccount(shown, now)) startAnew();
  else if (now.person.id === shown.person.id) stayHere(now);
  else become(now);
}

function stayHere(session: Session) {
  if (!elsewhere) return;
  become(null);
  showAgain(session);
}

/** Of the page that stands still: back to the company that it shows, in this tab and for the browser; nothing that was typed is lost. */
export async function goBack(shown: Session): Promise<void> {
  stayHere(await switchCompany(await fetchBrowserSession(), shown.tenant?.id ?? null));
}

export const isLeaving = () => leaving;
export const goOnElsewhere = openStart;

/** By a person's choice: the page is loaded anew, so that nothing of the other company stays in memory. */
export async function switchTo(shown: Session, tenantId: string | null, path = '/'): Promise<void> {
  leaving = true;
  try {
    await switchCompany(shown, tenantId);
  } catch (error) {
    leaving = false;
    throw error;
  }
  leaveFor(path);
}

/** Loads the page anew, so that nothing of the last person stays in memory; the new page says why. */
function startAnew() {
  if (leaving) return;
  leaving = true;
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  try {
    if (session) {
      const replaced: Replaced = { person: session.person.name, tenant: placeOf(session) };
      sessionStorage.setItem(KEY, JSON.stringify(replaced));
    }
  } catch {
    // Without storage the new page cannot say why; its header still names the person.
  }
  openStart();
}

/** Whom the page showed before it was loaded anew for somebody else. */
export function replacedSession(): Replaced | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Replaced | null;
  } catch {
    return null;
  }
}

export function forgetReplaced(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // The storage is switched off.
  }
}

/** While the page stands still, the browser may have come back to what it shows. */
async function checkHere() {
  if (elsewhere) await follow();
  else await checkSession();
}

/** The browser keeps a page that was left and shows it again as it was: it stays hidden until it is known who is signed in now. */
function hideWhileAway() {
  const { style } = document.documentElement;
  window.addEventListener('pagehide', (event) => {
    if (event.persisted) style.visibility = 'hidden';
  });
  window.addEventListener('pageshow', async (event) => {
    if (!event.persisted) return;
    if (leaving) return window.location.reload();
    await checkHere();
    if (!leaving) style.visibility = '';
  });
}

/** Suppresses the browser's question whether to leave unsaved text, since the page that is left belongs to somebody else now. */
function neverAskWhenLeaving() {
  window.addEventListener('beforeunload', (event) => leaving && event.stopImmediatePropagation(), {
    capture: true,
  });
}

neverAskWhenLeaving();
whenSomebodyElse(() => void follow());
onOtherTab(() => void checkHere());
hideWhileAway();
