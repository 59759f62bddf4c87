import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { serverQuery } from '../../api/server';
import { Note } from '../../ui/Note';
import { addressTrouble } from './address';
import css from './Entry.module.css';

/** Says what is wrong with the address the page was opened at. A password is not even asked for where it would go over the wire in clear. */
export function AtTheRightAddress({ children }: { children: ReactNode }) {
  const { data: server } = useQuery(serverQuery);
  const here = new URL(window.location.href);
  const there = server && new URL(server.public_url);
  const trouble = there && addressTrouble(here, there, navigator.cookieEnabled);
  const link = there && <a href={there.origin + here.pathname + here.search}>{there.origin}</a>;
  // The children keep their place when the server answers: what was typed meanwhile stays.
  return (
    <>
      {trouble && (
        <div className={css.notice}>
          {trouble === 'insecure' && (
            <Note tone="bad">
              This page was opened over plain http, where signing in does not work and others could read your
              password. Open {link} instead.
            </Note>
          )}
          {trouble === 'no-cookies' && (
            <Note tone="bad">
              This browser keeps no cookies here, and signing in needs one. Allow cookies for this site, then
              reload the page.
            </Note>
          )}
          {trouble === 'elsewhere' && (
            <Note tone="warn">
              The address of this server is {link}. At the one you opened, live updates do not arrive.
            </Note>
          )}
        </div>
      )}
      {trouble !== 'insecure' && children}
    </>
  );
}
