import { PolicyForm } from './PolicyForm';
import { trail } from './retention';
import { OfCompany, SettingsPage } from './SettingsPage';

export function DataSettings() {
  return (
    <SettingsPage title="Data" lead="How long things are kept. Mail is never kept once it is sent.">
      <OfCompany>
        {(tenant) => <PolicyForm tenant={tenant} title="Retention" groups={trail(tenant)} />}
      </OfCompany>
    </SettingsPage>
  );
}
