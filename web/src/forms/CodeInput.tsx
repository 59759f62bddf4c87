import { TextInput } from '@mantine/core';

interface CodeInputProps {
  value: string;
  onChange: (value: string) => void;
}

/** For a code of the second factor: of the app, or a recovery code, which has letters. */
export function CodeInput({ value, onChange }: CodeInputProps) {
  return (
    <TextInput
      label="Code"
      description="The six digits that your app shows, or one of your recovery codes."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={60}
      required
      withAsterisk={false}
      data-autofocus
    />
  );
}
