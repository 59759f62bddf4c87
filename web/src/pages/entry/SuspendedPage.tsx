import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { checkSession, forgetSession, sessionQuery, signOut, signOutEverywhere } from '../../api/session';
import type { Session } from '../../api/types';
import { switchTo } from '../../app/somebodyElse';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { day } from '../../ui/format';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';

const ASK_AGAIN_MS = 15_000;

interface SuspendedProps {
  session: Session;
  suspended: NonNullable<Session['suspended']>;
}

/** In place of all pages of a company that is suspended or being closed. It goes on by itself when the company does. */
export function SuspendedPage({ session, suspended }: SuspendedProps) {
  const name = session.tenant?.name ?? '';
  const { closing_at: closingAt } = suspended;
  const again = useQuery({ ...sessionQuery, refetchInterval: ASK_AGAIN_MS });
  return (
    <EntryLayout
      title={closingAt ? `${name} is being closed` : `${name} is suspended`}
      lead={
        closingAt
          ? `Nobody can use it any more. On ${day(closingAt)} it will be deleted with everything in it. Until then it can be reopened, and nothing is lost.`
          : 'Nobody can use it for now, and its devices wait. Nothing is lost: when it is resumed, everything goes on as it was.'
      }
    >
      <div className={css.form}>
        <p style={{ margin: 0, lineHeight: 1.55 }}>
          {closingAt ? 'If you want to keep it, ask' : 'Ask'} whoever runs this server. This page goes on by
          itself as soon as {closingAt ? 'the company is reopened' : 'the company is resumed'}.
        </p>
        {again.error && <Note tone="bad">{explain(again.error)}</Note>}
        <Others session={session} />
        <CheckAgain />
        <Leave session={session} />
      </div>
    </EntryLayout>
  );
}

function CheckAgain() {
  const check = useSave({ send: checkSession });
  return (
    <div aria-live="polite" style={{ display: 'grid', gap: 10 }}>
      <Button variant="default" size="md" fullWidth loading={check.isPending} onClick={() => check.run()}>
        Look again
      </Button>
      {check.isDone && <Note tone="info">Nothing has changed yet.</Note>}
    </div>
  );
}

/** For whom else this person may act. */
function Others({ session }: { session: Session }) {
  const others = session.memberships.map(({ tenant }): { id: string | null; name: string } => tenant);
  if (session.operator) others.push({ id: null, name: 'the server' });
  return others.map(({ id, name }) => <GoOn key={id} session={session} id={id} name={name} />);
}

function GoOn({ session, id, name }: { session: Session; id: string | null; name: string }) {
  const change = useSave({
    send: () => switchTo(session, id),
    failure: `You still act for ${session.tenant?.name}`,
  });
  return (
    <Button size="md" fullWidth loading={change.isPending} onClick={() => change.run()}>
      <span dir="auto">Go on for {name}</span>
    </Button>
  );
}

function Leave({ session: { person } }: { session: Session }) {
  const navigate = useNavigate();
  const left = async () => {
    await navigate({ to: '/sign-in' });
    forgetSession();
  };
  const failure = 'You are still signed in';
  const here = useSave({ send: signOut, failure, onDone: left });
  const everywhere = useSave({ send: signOutEverywhere, failure, onDone: left });
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      <p style={{ margin: 0, color: 'var(--hf-muted)' }}>
        Signed in as <span translate="no">{person.email}</span>
      </p>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10 }}>
        <Button variant="default" size="md" loading={here.isPending} onClick={() => here.run()}>
          Sign out
        </Button>
        <Button variant="default" size="md" loading={everywhere.isPending} onClick={() => everywhere.run()}>
          Sign out everywhere
        </Button>
      </div>
    </div>
  );
}
