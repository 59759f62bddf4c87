import css from './Chips.module.css';
import { counted } from './format';

interface Chip<Value extends string> {
  value: Value;
  label: string;
  count?: number | undefined;
}

interface ChipsProps<Value extends string> {
  label: string;
  chips: Chip<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

export function Chips<Value extends string>({ label, chips, value, onChange }: ChipsProps<Value>) {
  return (
    <fieldset className={css.chips} aria-label={label}>
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          className={css.chip}
          aria-pressed={chip.value === value}
          data-value={chip.value}
          onClick={() => onChange(chip.value)}
        >
          {chip.label}
          {chip.count !== undefined && <span className={css.count}> {counted(chip.count)}</span>}
        </button>
      ))}
    </fieldset>
  );
}
