import { roleIn } from '../../app/roles';
import { useSignedIn } from '../../app/useSession';
import { Facts } from '../../ui/Facts';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { ThemeSwitch } from '../../ui/ThemeSwitch';
import { Passkeys } from './Passkeys';
import { PasswordForm } from './PasswordForm';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';

export function AccountPage() {
  const session = useSignedIn();
  const { person, can } = session;
  return (
    <Page title="Your account">
      <Panel>
        <Facts
          facts={[
            ['Name', person.name],
            ['E-mail', person.email],
            ['Role', roleIn(session)],
            ['Colours', <ThemeSwitch key="colours" />],
          ]}
        />
      </Panel>
      <PasswordForm />
      <Passkeys />
      <SecondFactor />
      <Sessions />
      {can.includes('token.list') && <Tokens />}
    </Page>
  );
}
