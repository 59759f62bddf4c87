import { Button, type ButtonProps } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import { Note } from '../ui/Note';
import { useSave } from './useSave';

interface PasskeyButtonProps extends ButtonProps {
  /** Null if the person cancelled it. */
  send: () => Promise<true | null>;
  onDone: () => void;
}

/** Asks for a passkey. Who cancels it is told that nothing happened, and may go another way. */
export function PasskeyButton({ send, onDone, children, ...button }: PasskeyButtonProps) {
  const [cancelled, setCancelled] = useState(false);
  const use = useSave({ send, onDone: (used) => (used ? onDone() : setCancelled(true)) });
  const start = () => {
    setCancelled(false);
    use.run();
  };
  return (
    <>
      <Button
        {...button}
        leftSection={<IconFingerprint size={20} aria-hidden="true" />}
        loading={use.isPending}
        onClick={start}
      >
        {children}
      </Button>
      {use.problem && <Note tone="bad">{use.problem}</Note>}
      <div role="status" hidden={!cancelled}>
        {cancelled && <Note>No passkey was used. Try again, or choose another way.</Note>}
      </div>
    </>
  );
}
