import { PolicyForm } from './PolicyForm';
import { RUSTDESK } from './rustdeskPolicy';
import { OfCompany, SettingsPage } from './SettingsPage';

export function RustDeskSettings() {
  return (
    <SettingsPage
      title="RustDesk"
      lead="How customers link their devices, and how the RustDesk app is set up."
    >
      <OfCompany>{(tenant) => <PolicyForm tenant={tenant} groups={RUSTDESK} />}</OfCompany>
    </SettingsPage>
  );
}
