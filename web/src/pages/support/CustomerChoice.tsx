import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleQuery } from '../../api/people';
import { explain } from '../../forms/explain';
import { Note } from '../../ui/Note';
import css from './Support.module.css';

const SHOWN = 20;

interface CustomerChoiceProps {
  value: string | null;
  onChange: (personId: string) => void;
}

export function CustomerChoice({ value, onChange }: CustomerChoiceProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const list = useInfiniteQuery(peopleQuery({ role: 'customer', ...(search ? { search } : {}) }));
  const people = (list.data?.pages[0]?.items ?? []).slice(0, SHOWN);
  return (
    <>
      <TextInput
        type="search"
        label="Find the customer"
        placeholder="Name or e-mail"
        leftSection={<IconSearch size={17} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      <fieldset className={css.people} aria-label="Customers">
        {people.map((person) => (
          <label key={person.id} className={css.person}>
            <input
              type="radio"
              name="customer"
              checked={value === person.id}
              onChange={() => onChange(person.id)}
            />
            <span>
              <strong dir="auto">{person.name}</strong>
              <span>{person.email}</span>
            </span>
          </label>
        ))}
        {list.data && people.length === 0 && <span className={css.quiet}>No customer fits.</span>}
      </fieldset>
    </>
  );
}
