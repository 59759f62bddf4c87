import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type DeviceFilter, type DeviceSort, NEWEST_FIRST } from '../../api/devices';
import type { DevicePage, DeviceStatus } from '../../api/types';
import { Chips } from '../../ui/Chips';
import { SearchField } from '../../ui/SearchField';
import { DEVICE_STATUSES } from '../../ui/statuses';
import tools from '../../ui/tools.module.css';

const route = getRouteApi('/signed-in/devices');

const STATUSES = Object.keys(DEVICE_STATUSES) as DeviceStatus[];
const SORTS: { value: DeviceSort; label: string }[] = [
  { value: '-paired_at', label: 'Newest first' },
  { value: 'name', label: 'By name' },
  { value: '-last_seen_at', label: 'Last seen first' },
];

interface ToolsProps {
  filter: DeviceFilter;
  counts: DevicePage['counts'] | undefined;
}

/** Filters live in the address, so a reload or a shared link shows the same list. */
export function DeviceTools({ filter, counts }: ToolsProps) {
  const navigate = route.useNavigate();
  const change = (part: DeviceFilter) =>
    navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  return (
    <div className={tools.bar}>
      <Chips<DeviceStatus | 'all'>
        label="Show by status"
        value={filter.status ?? 'all'}
        onChange={(value) => change({ status: value === 'all' ? undefined : value })}
        chips={[
          { value: 'all', label: 'All', count: counts?.all },
          ...STATUSES.map((status) => ({
            value: status,
            label: DEVICE_STATUSES[status].word,
            count: counts?.[status],
          })),
        ]}
      />
      <div className={tools.find}>
        <SearchField
          label="Search devices"
          initial={filter.search}
          onSearch={(search) => change({ search })}
        />
        <NativeSelect
          size="sm"
          aria-label="Sort devices"
          data={SORTS}
          value={filter.sort ?? NEWEST_FIRST}
          onChange={(event) => change({ sort: event.currentTarget.value as DeviceSort })}
        />
      </div>
    </div>
  );
}
