import { TextInput, type TextInputProps } from '@mantine/core';
import { type ChangeEvent, useLayoutEffect, useRef, useState } from 'react';
import { regroup } from './id';

interface IdFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (text: string) => void;
}

const deletesForward = (event: ChangeEvent<HTMLInputElement>) =>
  (event.nativeEvent as InputEvent).inputType?.startsWith('deleteContentForward') ?? false;

/** One field for a RustDesk ID: it puts the blanks in by itself and takes a paste in any form. */
export function IdField({ value, onChange, ...input }: IdFieldProps) {
  const field = useRef<HTMLInputElement>(null);
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
      inputMode="numeric"
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
