import { PolicyForm } from './PolicyForm';
import { LAPSE } from './rustdeskPolicy';
import { OfCompany, SettingsPage } from './SettingsPage';
import { StripeForm } from './StripeForm';

export function SubscriptionSettings() {
  return (
    <SettingsPage
      title="Subscriptions"
      lead="What your customers pay you for: who has an active one can link a device."
    >
      <OfCompany>{(tenant) => <PolicyForm tenant={tenant} groups={LAPSE} />}</OfCompany>
      <StripeForm />
    </SettingsPage>
  );
}
