import { PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { serverQuery } from '../api/server';
import type { Save } from './useSave';

interface NewPasswordProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  save: Pick<Save, 'fieldProblem'>;
}

/** One field with a show button: typing it twice catches fewer slips than seeing it once. */
export function NewPassword({ label = 'New password', value, onChange, save }: NewPasswordProps) {
  const { data: server } = useQuery(serverQuery);
  const least = server?.password_min_length ?? 8;
  return (
    <PasswordInput
      label={label}
      description={`At least ${least} characters. A few unrelated words are easy to remember and hard to guess.`}
      autoComplete="new-password"
      minLength={least}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={save.fieldProblem('password') ?? save.fieldProblem('new_password')}
      required
      withAsterisk={false}
    />
  );
}
