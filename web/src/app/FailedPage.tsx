import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/problem';
import { explain } from '../forms/explain';
import { Empty } from '../ui/Empty';
import { Page } from '../ui/Page';

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

export function NotForYou({ who }: { who: string }) {
  return (
    <Page title="Not for your role">
      <Empty title={`This page is for ${who}`} action={<Link to="/account">Go to your account</Link>}>
        <p>If you need it for your work, ask an owner or admin to change your role.</p>
      </Empty>
    </Page>
  );
}

/** For an operator who acts for the server. */
export function OfACompany() {
  return (
    <Page title="A page of a company">
      <Empty title="You act for the server here" action={<Link to="/companies">Go to the companies</Link>}>
        <p>This page belongs to a company. Its own people can open it.</p>
      </Empty>
    </Page>
  );
}
