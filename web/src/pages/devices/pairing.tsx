import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

const loadDialog = () => import('../pair/PairDialog');
const PairDialog = lazy(async () => ({ default: (await loadDialog()).PairDialog }));

/** The dialog belongs to the page, not to the button: the first device to join takes the empty state's button away. */
export function usePairing() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // The dialog must appear at once when pressed; fetch its code while nothing else happens.
    const idle = setTimeout(loadDialog, 400);
    return () => clearTimeout(idle);
  }, []);
  return {
    button: <PairButton onClick={() => setOpen(true)} />,
    dialog: <Suspense>{open && <PairDialog onClose={() => setOpen(false)} />}</Suspense>,
  };
}

function PairButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<IconPlus size={19} stroke={2.2} aria-hidden="true" />} onClick={onClick}>
      Pair device
    </Button>
  );
}
