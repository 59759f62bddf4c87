import { TextInput } from '@mantine/core';
import type { useFields } from '../../forms/useFields';
import type { Save } from '../../forms/useSave';
import css from './Companies.module.css';
import { NOT_A_NUMBER, readLimit } from './limits';

interface LimitFieldsProps {
  fields: Pick<ReturnType<typeof useFields<{ people: string; devices: string }>>, 'values' | 'bind'>;
  save: Pick<Save, 'fieldProblem'>;
}

/** How much a company may have; both fields may stay empty. */
export function LimitFields({ fields: { values, bind }, save }: LimitFieldsProps) {
  const problem = (text: string, field: string) =>
    readLimit(text) === undefined ? NOT_A_NUMBER : save.fieldProblem(field);
  return (
    <div className={css.limits}>
      <TextInput
        label="Most people"
        placeholder="No limit"
        inputMode="numeric"
        {...bind('people')}
        error={problem(values.people, 'max_people')}
      />
      <TextInput
        label="Most devices"
        placeholder="No limit"
        inputMode="numeric"
        {...bind('devices')}
        error={problem(values.devices, 'max_devices')}
      />
    </div>
  );
}
