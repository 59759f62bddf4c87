import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { endSession, forgetSession, sessionsQuery, signOutEverywhere } from '../../api/session';
import type { SessionEntry } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Account.module.css';
import { browserName } from './userAgent';

export function Sessions() {
  const { data, error, isPending } = useQuery(sessionsQuery);
  return (
    <Panel title="Where you are signed in" actions={<Everywhere />}>
      {isPending && <Loading rows={2} />}
      {error && <Note tone="bad">{explain(error)}</Note>}
      <ul className={css.rows}>
        {data?.items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </Panel>
  );
}

/** A mail about a sign-in leads to its session. */
const scrollTo = (row: HTMLLIElement | null) => row?.scrollIntoView({ block: 'center' });

function SessionRow({ session }: { session: SessionEntry }) {
  const end = useSave({
    send: () => endSession(session.id),
    refresh: [sessionsQuery.queryKey],
    failure: 'That session is still signed in',
  });
  const name = browserName(session.user_agent);
  const isMeant = window.location.hash === `#session-${session.id}`;
  return (
    <li className={isMeant ? css.meant : undefined} ref={isMeant ? scrollTo : undefined}>
      <div className={css.row}>
        <strong>{name}</strong>
        {session.current && ' (this one)'}
        {isMeant && ' (the one you were told of)'}
        <div className={css.sub}>
          {session.tenant_name ? (
            <>
              for <bdi>{session.tenant_name}</bdi>
            </>
          ) : (
            'for the server'
          )}
          , from {session.address}, active <When at={session.last_seen_at} />, signed in{' '}
          <When at={session.created_at} />
        </div>
      </div>
      {!session.current && (
        <Button
          size="compact-md"
          variant="default"
          aria-label={`Sign out ${name}`}
          loading={end.isPending}
          onClick={() => end.run()}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}

function Everywhere() {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const leave = async () => {
    await signOutEverywhere();
    await navigate({ to: '/sign-in' });
    forgetSession();
  };
  return (
    <>
      <Button size="sm" variant="default" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      {asking && (
        <Confirm
          title="Sign out everywhere?"
          yes="Sign out everywhere"
          danger
          send={leave}
          onClose={() => setAsking(false)}
        >
          Every browser and app with your account is signed out, this one too, and your access tokens stop
          working. Paired devices keep working.
        </Confirm>
      )}
    </>
  );
}
