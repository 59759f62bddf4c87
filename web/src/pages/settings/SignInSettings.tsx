import { PolicyForm } from './PolicyForm';
import { sessions } from './retention';
import { SecondFactorRoles } from './SecondFactorRoles';
import { OfCompany, SettingsPage } from './SettingsPage';
import { SingleSignOn } from './SingleSignOn';

export function SignInSettings() {
  return (
    <SettingsPage title="Sign-in" lead="How your people prove who they are, and for how long that counts.">
      <OfCompany>
        {(tenant) => (
          <>
            <SecondFactorRoles tenant={tenant} />
            <PolicyForm tenant={tenant} title="Sessions" groups={sessions(tenant)} />
          </>
        )}
      </OfCompany>
      <SingleSignOn />
    </SettingsPage>
  );
}
