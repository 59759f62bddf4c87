import { PolicyForm } from './PolicyForm';
import { MAIL } from './policy';
import { RecipientsForm } from './RecipientsForm';
import { OfCompany, SettingsPage } from './SettingsPage';

export function NoticeSettings() {
  return (
    <SettingsPage title="Notices by mail" lead="Who is told by mail what needs their attention.">
      <RecipientsForm />
      <OfCompany>{(tenant) => <PolicyForm tenant={tenant} groups={MAIL} />}</OfCompany>
    </SettingsPage>
  );
}
