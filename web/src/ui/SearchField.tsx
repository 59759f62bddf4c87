import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useSearchText } from './useSearchText';

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  initial: string | undefined;
  onSearch: (text: string | undefined) => void;
}

export function SearchField({ label, placeholder = 'Search', initial, onSearch }: SearchFieldProps) {
  return (
    <TextInput
      type="search"
      size="sm"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={17} aria-hidden="true" />}
      {...useSearchText(initial, onSearch)}
    />
  );
}
