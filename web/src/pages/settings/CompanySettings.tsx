import { NameForm } from './NameForm';
import { PolicyForm } from './PolicyForm';
import { HELP } from './policy';
import { OfCompany, SettingsPage } from './SettingsPage';

export function CompanySettings() {
  return (
    <SettingsPage
      title="Company"
      lead="Changes of settings take effect at once and are written to the audit log."
    >
      <OfCompany>
        {(tenant) => (
          <>
            <NameForm tenant={tenant} />
            <PolicyForm
              tenant={tenant}
              title="Help"
              lead="Whom people turn to when they cannot go on by themselves."
              groups={HELP}
            />
          </>
        )}
      </OfCompany>
    </SettingsPage>
  );
}
