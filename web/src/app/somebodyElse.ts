import { whenSomebodyElse } from '../api/client';
import { queryClient } from '../api/queries';
import { checkSession, sessionQuery } from '../api/session';
import { onOtherTab } from '../api/tabs';

const KEY = 'handfast.replaced';

interface Replaced {
  person: string;
  tenant: string;
}

let leaving = false;

/** Loads the page anew, so that nothing of the last person stays in memory; the new page says why. */
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

/** Suppresses the browser's question whether to leave unsaved text, since the page that is left belongs to somebody else now. */
function neverAskWhenLeaving() {
  window.addEventListener('beforeunload', (event) => leaving && event.stopImmediatePropagation(), {
    capture: true,
  });
}

neverAskWhenLeaving();
whenSomebodyElse(startAnew);
onOtherTab(() => void checkSession());
hideWhileAway();
