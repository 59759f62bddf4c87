import { TextInput } from '@mantine/core';

interface CodeInputProps {
  value: string;
  onChange: (value: string) => void;
  /** Whether the account has an app for codes; without one it is a recovery code. */
  hasApp?: boolean;
}

/** For a code of the second factor: of the app, or a recovery code, which has letters. */
export function CodeInput({ value, onChange, hasApp = true }: CodeInputProps) {
  return (
    <TextInput
      label={hasApp ? 'Code' : 'Recovery code'}
      description={
        hasApp
          ? 'The six digits that your app shows, or one of your recovery codes.'
          : 'One of those that you saved.'
      }
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
