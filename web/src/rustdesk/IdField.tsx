import { TextInput, type TextInputProps } from '@mantine/core';
import { type ChangeEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import css from './IdField.module.css';
import { regroup } from './id';

interface IdFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (text: string) => void;
  /** Whether an ID may be a name: then there is a button for the keyboard with letters. */
  names?: boolean;
}

const deletesForward = (event: ChangeEvent<HTMLInputElement>) =>
  (event.nativeEvent as InputEvent).inputType?.startsWith('deleteContentForward') ?? false;

/** One field for a RustDesk ID: it puts the blanks in by itself and takes a paste in any form. */
export function IdField({ value, onChange, names = true, description, ...input }: IdFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [letters, setLetters] = useState(false);
  const [caret, setCaret] = useState<{ at: number } | null>(null);
  useLayoutEffect(() => {
    if (caret && document.activeElement === field.current) {
      field.current?.setSelectionRange(caret.at, caret.at);
    }
  }, [caret]);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const { value: text, selectionStart } = event.currentTarget;
    const next = regroup({ text, caret: selectionStart ?? text.length }, deletesForward(event));
    onChange(next.text);
    setCaret({ at: next.caret });
  };
  return (
    <TextInput
      ref={field}
      inputMode={letters ? 'text' : 'numeric'}
      autoCapitalize="none"
      description={
        names ? (
          <>
            {description}
            <LettersToggle letters={letters} onToggle={() => setLetters(!letters)} field={field} />
          </>
        ) : (
          description
        )
      }
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      placeholder="123 456 789"
      value={value}
      onChange={take}
      styles={{ input: { fontVariantNumeric: 'tabular-nums', letterSpacing: '0.04em' } }}
      {...input}
    />
  );
}

interface LettersToggleProps {
  letters: boolean;
  onToggle: () => void;
  field: RefObject<HTMLInputElement | null>;
}

/** Phones show a keyboard of digits, which is right for nearly everybody; an ID that is a name needs the other one. */
function LettersToggle({ letters, onToggle, field }: LettersToggleProps) {
  const toggle = () => {
    onToggle();
    // An open keyboard changes only when the field is focused anew.
    field.current?.blur();
    setTimeout(() => field.current?.focus());
  };
  return (
    <button type="button" className={css.letters} onClick={toggle}>
      {letters ? 'The ID is a number' : 'The ID has letters'}
    </button>
  );
}
