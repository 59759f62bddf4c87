import { Checkbox } from '@mantine/core';
import css from './choices.module.css';
import { toggled } from './toggled';

interface ScopeChoiceProps {
  scopes: { name: string; description: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** What a token may do, in words, each beside the name that the API has for it. */
export function ScopeChoice({ scopes, chosen, onChange }: ScopeChoiceProps) {
  return (
    <fieldset className={css.list}>
      <legend>It may</legend>
      {scopes.map((scope) => (
        <Checkbox
          key={scope.name}
          label={scope.description}
          description={scope.name}
          checked={chosen.includes(scope.name)}
          onChange={(event) => onChange(toggled(chosen, scope.name, event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}
