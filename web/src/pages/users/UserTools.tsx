import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { Role, User } from '../../api/types';
import type { UserFilter } from '../../api/users';
import { ROLES } from '../../app/roles';
import { Chips } from '../../ui/Chips';
import { SearchField } from '../../ui/SearchField';
import tools from '../../ui/tools.module.css';

const route = getRouteApi('/signed-in/people');

export function UserTools({ filter }: { filter: UserFilter }) {
  const navigate = route.useNavigate();
  const change = (part: UserFilter) =>
    navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  return (
    <div className={tools.bar}>
      <Chips<User['status'] | 'all'>
        label="Show by status"
        value={filter.status ?? 'all'}
        onChange={(value) => change({ status: value === 'all' ? undefined : value })}
        chips={[
          { value: 'all', label: 'All' },
          { value: 'active', label: 'Active' },
          { value: 'invited', label: 'Invited' },
          { value: 'disabled', label: 'Blocked' },
        ]}
      />
      <div className={tools.find}>
        <SearchField
          label="Search people"
          initial={filter.search}
          onSearch={(search) => change({ search })}
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
