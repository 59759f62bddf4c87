import { Button } from '@mantine/core';
import { placeOf, roleLabel } from '../../app/roles';
import { useSignedIn } from '../../app/useSession';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Passkeys } from './Passkeys';
import { SecondFactor } from './SecondFactor';

interface SetUpFirstProps {
  /** Whether there is a second factor now, which may have been set up in another tab. */
  isDone: boolean;
  onDone: () => void;
}

export function SetUpFirst({ isDone, onDone }: SetUpFirstProps) {
  const session = useSignedIn();
  const { role } = session.person;
  const who = session.tenant ? placeOf(session) : 'This server';
  const whom = role ? `of everybody with the role ${roleLabel(role).toLowerCase()}` : 'of its operators';
  return (
    <Page
      title="Set up a second factor"
      lead={`${who} requires one ${whom}. Choose one of the two ways; then you continue where you were.`}
    >
      {isDone && (
        <Note tone="good" action={<Button onClick={onDone}>Continue</Button>}>
          You have a second factor now.
        </Note>
      )}
      <Passkeys onSetUp={onDone} />
      <SecondFactor onSetUp={onDone} />
    </Page>
  );
}
