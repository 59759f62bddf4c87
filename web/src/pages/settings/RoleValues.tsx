import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ProviderRole } from '../../api/types';
import { ROLES } from '../../app/roles';
import { Note } from '../../ui/Note';
import css from './Settings.module.css';

export interface RoleValue {
  value: string;
  role: ProviderRole;
}

/** Owners are made by owners, never by a provider. */
export const roleOptions = ROLES.filter(({ value }) => value !== 'owner').map(({ value, label }) => ({
  value,
  label,
}));

interface RoleValuesProps {
  roles: RoleValue[];
  onChange: (roles: RoleValue[]) => void;
  problem: string | undefined;
}

/** Which value of the claim gives which role. */
export function RoleValues({ roles, onChange, problem }: RoleValuesProps) {
  const change = (place: number, part: Partial<RoleValue>) =>
    onChange(roles.map((one, at) => (at === place ? { ...one, ...part } : one)));
  return (
    <fieldset className={css.group}>
      <legend>Roles by the claim</legend>
      {roles.map(({ value, role }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is nothing but its place
        <div key={place} className={css.pair}>
          <TextInput
            label="Value"
            value={value}
            onChange={(event) => change(place, { value: event.currentTarget.value })}
            maxLength={200}
          />
          <NativeSelect
            label="gives the role"
            data={roleOptions}
            value={role}
            onChange={(event) => change(place, { role: event.currentTarget.value as ProviderRole })}
          />
          <Button
            variant="default"
            aria-label={`Remove ${value || 'this value'}`}
            onClick={() => onChange(roles.filter((_, at) => at !== place))}
          >
            Remove
          </Button>
        </div>
      ))}
      {problem && <Note tone="bad">{problem}</Note>}
      <div className={css.add}>
        <Button variant="default" onClick={() => onChange([...roles, { value: '', role: 'staff' }])}>
          Add a value
        </Button>
      </div>
    </fieldset>
  );
}
