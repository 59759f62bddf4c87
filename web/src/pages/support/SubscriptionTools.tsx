import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { SubscriptionFilter } from '../../api/support';
import type { SubscriptionState as State } from '../../api/types';
import css from './Support.module.css';
import { STATE_NAMES, STATES } from './states';

const route = getRouteApi('/signed-in/support/subscriptions');

export function SubscriptionTools({ filter }: { filter: SubscriptionFilter }) {
  const navigate = route.useNavigate();
  const change = (part: SubscriptionFilter) =>
    navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const [text, setText] = useState(filter.search ?? '');
  const search = useDebouncedCallback((value: string) => change({ search: value.trim() || undefined }), 250);
  return (
    <div className={css.find}>
      <TextInput
        type="search"
        size="sm"
        aria-label="Search customers"
        placeholder="Name or e-mail"
        leftSection={<IconSearch size={17} aria-hidden="true" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <NativeSelect
        size="sm"
        aria-label="State"
        value={filter.state ?? ''}
        onChange={(event) => change({ state: (event.currentTarget.value || undefined) as State | undefined })}
        data={[
          { value: '', label: 'Any state' },
          ...STATE_NAMES.map((value) => ({ value, label: STATES[value].word })),
        ]}
      />
    </div>
  );
}
