import { useQuery } from '@tanstack/react-query';
import { hasPasskeys, signInWithPasskey } from '../../api/passkeys';
import { serverQuery } from '../../api/server';
import { PasskeyButton } from '../../forms/PasskeyButton';
import { Note } from '../../ui/Note';
import { useOfferedPasskey } from './useOfferedPasskey';

/** Signing in with a passkey alone, where browser and server have them. */
export function PasskeyWay({ onDone }: { onDone: () => void }) {
  const { data: server } = useQuery(serverQuery);
  const { problem, alone } = useOfferedPasskey(server?.passkeys ?? false, onDone);
  if (!server?.passkeys || !hasPasskeys()) return null;
  return (
    <>
      <PasskeyButton
        variant="default"
        size="lg"
        fullWidth
        send={() => alone(() => signInWithPasskey())}
        onDone={onDone}
      >
        Sign in with a passkey
      </PasskeyButton>
      {problem && <Note tone="bad">{problem}</Note>}
    </>
  );
}
