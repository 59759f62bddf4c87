import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { oauthClientsQuery } from '../../api/oauthClients';
import type { OauthClient } from '../../api/types';
import { isMember, useSignedIn } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { EditOauthClient } from './EditOauthClient';
import { OauthClientRow } from './OauthClientRow';
import css from './OauthClients.module.css';
import { SettingsPage } from './SettingsPage';

/** In the settings of a company: its own, and those of the server to look at. */
export function OauthClientSettings() {
  return (
    <SettingsPage
      title="OAuth clients"
      lead="Programs of other makers: their devices show a code, are approved here, and get standard tokens."
      actions={<RegisterClient />}
    >
      <Panel>
        <ClientLists />
      </Panel>
    </SettingsPage>
  );
}

/** For the operator of the server: those of the server. */
export function OauthClientsPage() {
  return (
    <Page
      title="OAuth clients"
      lead="Programs whose devices people of every company may approve. The device then belongs to the company of whoever approves it."
      actions={<RegisterClient />}
    >
      <Panel>
        <ClientLists />
      </Panel>
    </Page>
  );
}

function RegisterClient() {
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button ref={opener} onClick={() => setOpen(true)}>
        Register client
      </Button>
      {open && <EditOauthClient onClose={() => setOpen(false)} returnTo={opener} />}
    </>
  );
}

function ClientLists() {
  const { data, error, isPending } = useQuery(oauthClientsQuery);
  const ofCompany = isMember(useSignedIn());
  if (isPending) return <Loading rows={2} />;
  if (error) return <Note tone="bad">{explain(error)}</Note>;
  const own = data.items.filter(({ of_server }) => of_server !== ofCompany);
  const ofServer = ofCompany ? data.items.filter(({ of_server }) => of_server) : [];
  return (
    <>
      {own.length === 0 && (
        <span className={css.sub}>{ofCompany ? 'Your company has none of its own.' : 'There are none.'}</span>
      )}
      <ClientList label="OAuth clients" clients={own} isOwn />
      {ofServer.length > 0 && (
        <section className={css.server} aria-labelledby="oauth-clients-of-server">
          <h2 id="oauth-clients-of-server">Of this server</h2>
          <p className={css.sub}>
            Whoever runs the server registered these for all its companies. Your people decide about each
            device.
          </p>
          <ClientList label="OAuth clients of this server" clients={ofServer} isOwn={false} />
        </section>
      )}
    </>
  );
}

interface ClientListProps {
  label: string;
  clients: OauthClient[];
  isOwn: boolean;
}

function ClientList({ label, clients, isOwn }: ClientListProps) {
  if (clients.length === 0) return null;
  return (
    <ul className={css.clients} aria-label={label}>
      {clients.map((client) => (
        <OauthClientRow key={client.id} client={client} isOwn={isOwn} />
      ))}
    </ul>
  );
}
