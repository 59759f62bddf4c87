import { PolicyForm } from './PolicyForm';
import { PAIRING } from './policy';
import { OfCompany, SettingsPage } from './SettingsPage';

export function PairingSettings() {
  return (
    <SettingsPage title="Pairing" lead="How devices come in, and how long they may stay.">
      <OfCompany>{(tenant) => <PolicyForm tenant={tenant} groups={PAIRING} />}</OfCompany>
    </SettingsPage>
  );
}
