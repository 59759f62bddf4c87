import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/problem';
import type { Session } from '../api/types';
import { explain } from '../forms/explain';
import { useSave } from '../forms/useSave';
import { Empty } from '../ui/Empty';
import { Note } from '../ui/Note';
import { Page } from '../ui/Page';
import { switchTo } from './somebodyElse';

export function MissingPage() {
  return (
    <main style={{ padding: 24 }}>
      <Page title="Page not found">
        <Empty title="There is nothing at this address" action={<Link to="/">Go to the start</Link>}>
          <p>The link may be old, or a letter of it may be missing.</p>
        </Empty>
      </Page>
    </main>
  );
}

/** An error that is no answer of the server means that a part of the app did not load: only a reload fetches it again. */
export function BrokenPage({ error }: { error: unknown }) {
  const router = useRouter();
  const again = () => (error instanceof ApiProblem ? router.invalidate() : window.location.reload());
  return (
    <main style={{ padding: 24 }}>
      <Page title="This page could not be shown">
        <Empty title={explain(error)} action={<Button onClick={again}>Try again</Button>} />
      </Page>
    </main>
  );
}

const ASK = 'If you need it for your work, ask an owner or admin to change your role.';

export function NotForYou({ who, hint = ASK }: { who: string; hint?: string }) {
  return (
    <Page title="Not for your role">
      <Empty title={`This page is for ${who}`} action={<Link to="/account">Go to your account</Link>}>
        <p>{hint}</p>
      </Empty>
    </Page>
  );
}

/** For an operator who acts for the server. */
export function OfACompany({ session }: { session: Session }) {
  return (
    <Page title="A page of a company">
      <Empty title="You act for the server here" action={<Link to="/companies">Go to the companies</Link>}>
        <p>
          {session.memberships.length > 0
            ? 'This page belongs to a company. Choose yours at the top to open it.'
            : 'This page belongs to a company. Its own people can open it.'}
        </p>
      </Empty>
    </Page>
  );
}

/** For an operator who acts for a company. */
export function OfTheServer({ session }: { session: Session }) {
  const change = useSave({ send: () => switchTo(session, null) });
  return (
    <Page title="A page of the server">
      <Empty
        title={`You act for ${session.tenant?.name ?? 'a company'} here`}
        action={
          <Button loading={change.isPending} onClick={() => change.run()}>
            Act for the server
          </Button>
        }
      >
        <p>This page belongs to the server, of which you are an operator.</p>
        {change.problem && <Note tone="bad">{change.problem}</Note>}
      </Empty>
    </Page>
  );
}
