import { useId } from 'react';
import css from './Activate.module.css';

interface NumbersProps {
  numbers: number[];
  chosen: number | null;
  isMissing: boolean;
  onChoose: (number: number) => void;
}

/** Only somebody who sees the device can know which of the three it shows. */
export function Numbers({ numbers, chosen, isMissing, onChoose }: NumbersProps) {
  const id = useId();
  return (
    <fieldset className={css.numbers} aria-describedby={`${id}-hint`}>
      <legend>Which number does the device show?</legend>
      <p className={css.hint} id={`${id}-hint`}>
        It appears on the device within a few seconds. If it shows none of these, deny.
      </p>
      <div className={css.tiles}>
        {numbers.map((number) => (
          <label key={number} className={css.tile}>
            <input
              type="radio"
              name={id}
              value={number}
              checked={chosen === number}
              onChange={() => onChoose(number)}
            />
            <span className={css.face}>{number}</span>
          </label>
        ))}
      </div>
      <p className={css.missing} role="alert">
        {isMissing && 'Choose the number that the device shows.'}
      </p>
    </fieldset>
  );
}
