import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { PeopleFilter } from '../../api/people';
import type { Person, Role } from '../../api/types';
import { ROLES } from '../../app/roles';
import { Chips } from '../../ui/Chips';
import css from './People.module.css';

const route = getRouteApi('/signed-in/people');

export function PeopleTools({ filter }: { filter: PeopleFilter }) {
  const navigate = route.useNavigate();
  const change = (part: PeopleFilter) =>
    navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const [text, setText] = useState(filter.search ?? '');
  const search = useDebouncedCallback((value: string) => change({ search: value.trim() || undefined }), 250);
  return (
    <div className={css.tools}>
      <Chips<Person['status'] | 'all'>
        label="Show by status"
        value={filter.status ?? 'all'}
        onChange={(value) => change({ status: value === 'all' ? undefined : value })}
        chips={[
          { value: 'all', label: 'All' },
          { value: 'active', label: 'Active' },
          { value: 'invited', label: 'Invited' },
          { value: 'disabled', label: 'Disabled' },
        ]}
      />
      <div className={css.find}>
        <TextInput
          type="search"
          size="sm"
          aria-label="Search people"
          placeholder="Search"
          leftSection={<IconSearch size={17} aria-hidden="true" />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <NativeSelect
          size="sm"
          aria-label="Role"
          value={filter.role ?? ''}
          onChange={(event) => change({ role: (event.currentTarget.value || undefined) as Role | undefined })}
          data={[{ value: '', label: 'Any role' }, ...ROLES.map(({ value, label }) => ({ value, label }))]}
        />
      </div>
    </div>
  );
}
