import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

const loadDialog = () => import('../pair/PairDialog');
const PairDialog = lazy(async () => ({ default: (await loadDialog()).PairDialog }));

export function PairButton() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // The dialog must appear at once when pressed; fetch its code while nothing else happens.
    const idle = setTimeout(loadDialog, 1500);
    return () => clearTimeout(idle);
  }, []);
  return (
    <>
      <Button
        leftSection={<IconPlus size={19} stroke={2.2} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        Pair device
      </Button>
      <Suspense>{open && <PairDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
