import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

const loadDialog = () => import('../pair/PairDialog');
const PairDialog = lazy(async () => ({ default: (await loadDialog()).PairDialog }));

export function usePairing() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // The dialog must appear at once when pressed; fetch its code while nothing else happens. Where that fails, pressing fetches it again.
    const idle = setTimeout(() => loadDialog().catch(() => undefined), 400);
    return () => clearTimeout(idle);
  }, []);
  return {
    // Always in the same place: a button that moved when the list arrives could be missed.
    button: (
      <Button
        leftSection={<IconPlus size={19} stroke={2.2} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        Pair device
      </Button>
    ),
    dialog: <Suspense>{open && <PairDialog onClose={() => setOpen(false)} />}</Suspense>,
  };
}
