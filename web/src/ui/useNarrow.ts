import { useMediaQuery } from '@mantine/hooks';
import { useRef } from 'react';

/** Phones get cards instead of tables. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
}

/** A dialog that was opened from a row is part of it: turning the phone must not remove it together with what was typed. */
export function useSteadyNarrow(): boolean {
  const narrow = useNarrow();
  const shown = useRef(narrow);
  if (!document.querySelector('[role="dialog"]')) shown.current = narrow;
  return shown.current;
}
