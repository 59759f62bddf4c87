import { useQuery } from '@tanstack/react-query';
import { tenantQuery } from '../../api/tenant';
import type { Tenant } from '../../api/types';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { NameForm } from './NameForm';
import { OauthClients } from './OauthClients';
import { PolicyForm } from './PolicyForm';
import { PAIRING } from './policy';
import { RecipientsForm } from './RecipientsForm';
import { retention } from './retention';
import { RUSTDESK } from './rustdeskPolicy';
import { SecondFactorRoles } from './SecondFactorRoles';
import { ServiceAccounts } from './ServiceAccounts';
import { SingleSignOn } from './SingleSignOn';
import { StripeForm } from './StripeForm';

export function SettingsPage() {
  if (!useMay()('tenant.change')) return <NotForYou who="owners and admins" />;
  return <Settings />;
}

function Settings() {
  const { data: tenant, error } = useQuery(tenantQuery);
  return (
    <Page
      title="Settings"
      lead="For everyone here. Changes take effect at once and are written to the audit log."
    >
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!tenant && !error && <Loading rows={6} />}
      {tenant && <Sections tenant={tenant} />}
    </Page>
  );
}

function Sections({ tenant }: { tenant: Tenant }) {
  return (
    <>
      <NameForm tenant={tenant} />
      <PolicyForm
        tenant={tenant}
        title="Pairing"
        lead="How devices come in, and how long they may stay."
        groups={PAIRING}
      />
      <PolicyForm
        tenant={tenant}
        title="RustDesk"
        lead="How customers link their devices, and how the RustDesk app is set up."
        groups={RUSTDESK}
      />
      <SecondFactorRoles tenant={tenant} />
      <SingleSignOn />
      <ServiceAccounts />
      <OauthClients />
      <RecipientsForm />
      <PolicyForm
        tenant={tenant}
        title="Retention"
        lead="How long things are kept. Mail is never kept once it is sent."
        groups={retention(tenant)}
      />
      <StripeForm />
    </>
  );
}
