import { type ChangeEvent, useState } from 'react';

/** The texts of a form, and what a text input needs to show and change one of them. */
export function useFields<Fields extends Record<string, string>>(initial: Fields) {
  const [values, setValues] = useState(initial);
  const set = <Name extends keyof Fields>(name: Name, value: Fields[Name]) =>
    setValues((before) => ({ ...before, [name]: value }));
  const bind = <Name extends keyof Fields>(name: Name) => ({
    value: values[name],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      set(name, event.currentTarget.value as Fields[Name]),
  });
  return { values, set, bind };
}
