import { roleLabel } from '../../app/roles';
import { useSession } from '../../app/useSession';
import { Facts } from '../../ui/Facts';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { ThemeSwitch } from '../../ui/ThemeSwitch';
import { PasswordForm } from './PasswordForm';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';

export function AccountPage() {
  const { person, tenant } = useSession();
  return (
    <Page title="Your account">
      <Panel>
        <Facts
          facts={[
            ['Name', person.name],
            ['E-mail', person.email],
            ['Role', `${roleLabel(person.role)} of ${tenant.name}`],
            ['Colours', <ThemeSwitch key="colours" />],
          ]}
        />
      </Panel>
      <PasswordForm />
      <SecondFactor />
      <Sessions />
      <Tokens />
    </Page>
  );
}
