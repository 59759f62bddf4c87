import { confirmSession } from '../api/session';
import { PasswordDialog } from './PasswordDialog';
import { useSession } from './useSession';

/** Before something that gives lasting access. */
export function ConfirmPassword({ answer }: { answer: (typed: boolean) => void }) {
  const { person } = useSession();
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
