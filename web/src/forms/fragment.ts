import { useEffect, useState } from 'react';

const PAGES_WITH_TOKENS = [
  '/reset',
  '/setup',
  '/join',
  '/approve',
  '/activate',
  '/sign-in',
  '/confirm-address',
];

/** Reads the one-time token after the # and removes it at once, so it stays out of history and bookmarks. */
function takeToken(): string | null {
  const { pathname, search, hash } = window.location;
  if (!PAGES_WITH_TOKENS.includes(pathname) || hash.length < 2) return null;
  window.history.replaceState(window.history.state, '', pathname + search);
  return decodeURIComponent(hash.slice(1));
}

// Before the router starts: it would put the fragment into its own history.
let latest = takeToken();

export function useFragmentToken(): string | null {
  const [token, setToken] = useState(latest);
  useEffect(() => {
    // A second link opened in the same tab changes only the fragment.
    const look = () => {
      latest = takeToken() ?? latest;
      setToken(latest);
    };
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return token;
}
