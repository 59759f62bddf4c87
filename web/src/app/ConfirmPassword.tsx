import { confirmSession } from '../api/session';
import { PasswordDialog } from './PasswordDialog';
import { useSignedIn } from './useSession';

/** Before something that gives lasting access. */
export function ConfirmPassword({ answer }: { answer: (typed: boolean) => void }) {
  const { person } = useSignedIn();
  return (
    <PasswordDialog
      title="Confirm that it is you"
      why="This gives lasting access, so please type your password again."
      email={person.email}
      check={confirmSession}
      onDone={() => answer(true)}
      onLeave={() => answer(false)}
      yes="Confirm"
      no="Cancel"
      words={{ WRONG_PASSWORD: 'This is not your password.' }}
    />
  );
}
