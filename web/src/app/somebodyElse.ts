import { whenSomebodyElse } from '../api/client';
import { queryClient } from '../api/queries';
import { checkSession, sessionQuery } from '../api/session';
import { whenAnotherTabTells } from '../api/tabs';

const KEY = 'handfast.replaced';

interface Replaced {
  person: string;
  tenant: string;
}

let leaving = false;

/** Nothing of the old page may stay: it is left as a whole, and the new one says why. */
function startAnew() {
  if (leaving) return;
  leaving = true;
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  try {
    if (session) {
      const replaced: Replaced = { person: session.person.name, tenant: session.tenant.name };
      sessionStorage.setItem(KEY, JSON.stringify(replaced));
    }
  } catch {
    // Without storage the new page cannot say why; its header still names the person.
  }
  document.documentElement.style.visibility = 'hidden';
  window.location.replace('/');
}

/** Whom the page before this one showed, when it had to give way. */
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
    // Nothing was kept.
  }
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
    await checkSession();
    if (!leaving) style.visibility = '';
  });
}

/** What was typed for the one company must not wait for an answer from a person of the other. */
function neverAskWhenLeaving() {
  window.addEventListener('beforeunload', (event) => leaving && event.stopImmediatePropagation(), {
    capture: true,
  });
}

neverAskWhenLeaving();
whenSomebodyElse(startAnew);
whenAnotherTabTells(() => void checkSession());
hideWhileAway();
