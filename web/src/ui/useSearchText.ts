import { useDebouncedCallback } from '@mantine/hooks';
import { type ChangeEvent, useState } from 'react';

/** What a text input needs to search while someone types; an empty text is no search at all. */
export function useSearchText(initial: string | undefined, search: (text: string | undefined) => void) {
  const [value, setValue] = useState(initial ?? '');
  const report = useDebouncedCallback((text: string) => search(text.trim() || undefined), 250);
  const onChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    setValue(currentTarget.value);
    report(currentTarget.value);
  };
  return { value, onChange };
}
