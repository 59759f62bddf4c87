import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Approval, fetchLinkRequest } from '../../api/linkRequests';
import { useSession } from '../../app/useSession';
import { useFragmentToken } from '../../forms/fragment';
import { grouped } from '../../rustdesk/id';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { Decision } from './Decision';
import { explainRequest } from './words';

export function ApprovePage() {
  const code = useFragmentToken();
  return code ? <Request key={code} code={code} /> : <NoRequest />;
}

type Outcome = { kind: 'approved'; approval: Approval } | { kind: 'denied' } | null;

/** What the RustDesk app on a device asks, seen in the browser of whoever is signed in here. */
function Request({ code }: { code: string }) {
  const [outcome, setOutcome] = useState<Outcome>(null);
  const look = useQuery({
    queryKey: ['link-request', code],
    queryFn: () => fetchLinkRequest(code),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (outcome?.kind === 'approved') return <Approved {...outcome.approval} />;
  if (outcome?.kind === 'denied') return <Denied />;
  if (look.data) {
    return (
      <Decision
        code={code}
        asking={look.data}
        onApproved={(approval) => setOutcome({ kind: 'approved', approval })}
        onDenied={() => setOutcome({ kind: 'denied' })}
      />
    );
  }
  return (
    <Page title={look.error ? 'This request cannot be shown' : 'Opening the request'}>
      {look.error ? <Note tone="bad">{explainRequest(look.error)}</Note> : <Loading />}
      {look.error && <Link to="/">Go to your device</Link>}
    </Page>
  );
}

function Approved({ rustdesk_id, linked }: Approval) {
  const { person } = useSession();
  const id = grouped(rustdesk_id);
  return (
    <Page key="approved" title={linked ? 'The device is yours' : 'The app is signed in'}>
      <Panel>
        <Empty
          title={linked ? `${id} is linked to you` : `The app on ${id} is signed in`}
          action={<Link to="/">Go to your device</Link>}
        >
          {!linked && person.role === 'customer' && (
            <p>
              You have another device, or this one has not reported to this server for long enough. To have it
              linked, use your own page or ask support.
            </p>
          )}
          <p>Go back to the RustDesk app: it continues by itself within a few seconds.</p>
        </Empty>
      </Panel>
    </Page>
  );
}

function Denied() {
  return (
    <Page key="denied" title="Turned down">
      <Panel>
        <Empty title="The device was not linked" action={<Link to="/">Go to your device</Link>}>
          <p>
            If somebody sent you the link to this page, they may have tried to link their own device to you.
            Contact support.
          </p>
        </Empty>
      </Panel>
    </Page>
  );
}

function NoRequest() {
  return (
    <Page title="Open the request once more">
      <Panel>
        <Empty title="There is no request on this page" action={<Link to="/">Go to your device</Link>}>
          <p>In the RustDesk app press Login again: it opens this page with a new request.</p>
        </Empty>
      </Panel>
    </Page>
  );
}
