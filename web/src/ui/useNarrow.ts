import { useMediaQuery } from '@mantine/hooks';

/** Phones get cards instead of tables. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
}
