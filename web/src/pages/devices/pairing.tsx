import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, type Ref, Suspense, useEffect, useRef, useState } from 'react';

const loadDialog = () => import('../pair/PairDialog');
const PairDialog = lazy(async () => ({ default: (await loadDialog()).PairDialog }));

/** The dialog belongs to the page, not to the button: the first device to join takes the empty state's button away. */
export function usePairing() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    // The button that was pressed may be gone by now; its place is taken by another one.
    setTimeout(() => document.activeElement === document.body && button.current?.focus(), 300);
  };
  useEffect(() => {
    // The dialog must appear at once when pressed; fetch its code while nothing else happens.
    const idle = setTimeout(loadDialog, 400);
    return () => clearTimeout(idle);
  }, []);
  return {
    button: <PairButton ref={button} onClick={() => setOpen(true)} />,
    dialog: <Suspense>{open && <PairDialog onClose={close} />}</Suspense>,
  };
}

function PairButton({ ref, onClick }: { ref: Ref<HTMLButtonElement>; onClick: () => void }) {
  return (
    <Button ref={ref} leftSection={<IconPlus size={19} stroke={2.2} aria-hidden="true" />} onClick={onClick}>
      Pair device
    </Button>
  );
}
