import { useMediaQuery } from '@mantine/hooks';
import { useRef } from 'react';

/** Phones get cards instead of tables. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
}

/** A dialog opened from a row lives in that row: turning the phone must not take it, and what was typed, away. */
export function useSteadyNarrow(): boolean {
  const narrow = useNarrow();
  const shown = useRef(narrow);
  if (!document.querySelector('[role="dialog"]')) shown.current = narrow;
  return shown.current;
}
