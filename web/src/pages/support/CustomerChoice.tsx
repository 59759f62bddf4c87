import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { subscriptionsQuery } from '../../api/support';
import type { CustomerSubscription } from '../../api/types';
import { explain } from '../../forms/explain';
import { grouped } from '../../rustdesk/id';
import { Email } from '../../ui/Email';
import { Note } from '../../ui/Note';
import css from './Support.module.css';

const SHOWN = 20;

interface CustomerChoiceProps {
  value: CustomerSubscription | null;
  onChange: (customer: CustomerSubscription) => void;
}

export function CustomerChoice({ value, onChange }: CustomerChoiceProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const list = useInfiniteQuery(subscriptionsQuery(search ? { search } : {}));
  const customers = (list.data?.pages[0]?.items ?? []).slice(0, SHOWN);
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
        {customers.map((customer) => (
          <label key={customer.person.id} className={css.person}>
            <input
              type="radio"
              name="customer"
              checked={value?.person.id === customer.person.id}
              onChange={() => onChange(customer)}
            />
            <span>
              <strong dir="auto">{customer.person.name}</strong>
              <span>
                <Email address={customer.person.email} />
              </span>
              {customer.device && <span>Has {grouped(customer.device.rustdesk_id)}</span>}
            </span>
          </label>
        ))}
        {list.data && customers.length === 0 && <span className={css.quiet}>No customer matches.</span>}
      </fieldset>
    </>
  );
}
