import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { serviceAccountsQuery } from '../../api/serviceAccounts';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { EditServiceAccount } from './EditServiceAccount';
import { ServiceAccountRow } from './ServiceAccountRow';
import css from './ServiceAccounts.module.css';
import { SettingsPage } from './SettingsPage';

/** Tokens for programs that work for the company, and not for one of its people. */
export function ServiceAccountSettings() {
  const { data, error, isPending } = useQuery(serviceAccountsQuery);
  const opener = useRef<HTMLButtonElement>(null);
  const [creating, setCreating] = useState(false);
  return (
    <SettingsPage
      title="Service accounts"
      lead="Tokens for programs that work for the company. They go on working when the person who made them leaves."
      actions={
        <Button ref={opener} disabled={!data} onClick={() => setCreating(true)}>
          Create service account
        </Button>
      }
    >
      <Panel>
        {isPending && <Loading rows={2} />}
        {error && <Note tone="bad">{explain(error)}</Note>}
        {data?.items.length === 0 && (
          <Empty title="There are none yet">
            <p>Give each program one of its own, which may do no more than the program needs.</p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <ul className={css.accounts} aria-label="Service accounts">
            {data.items.map((account) => (
              <ServiceAccountRow key={account.id} account={account} scopes={data.scopes} />
            ))}
          </ul>
        )}
      </Panel>
      {creating && data && (
        <EditServiceAccount scopes={data.scopes} onClose={() => setCreating(false)} returnTo={opener} />
      )}
    </SettingsPage>
  );
}
