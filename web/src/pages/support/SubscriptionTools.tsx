import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { DeviceFilter, SubscriptionFilter } from '../../api/support';
import type { SubscriptionState as State } from '../../api/types';
import { SearchField } from '../../ui/SearchField';
import css from './Support.module.css';
import { STATE_NAMES, STATES } from './states';

const route = getRouteApi('/signed-in/support/subscriptions');

export function SubscriptionTools({ filter }: { filter: SubscriptionFilter }) {
  const navigate = route.useNavigate();
  const change = (part: SubscriptionFilter) =>
    navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  return (
    <div className={css.find}>
      <SearchField
        label="Search customers"
        placeholder="Name or e-mail"
        initial={filter.search}
        onSearch={(search) => change({ search })}
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
      <NativeSelect
        size="sm"
        aria-label="Device"
        value={filter.device ?? ''}
        onChange={(event) => change({ device: (event.currentTarget.value || undefined) as DeviceFilter })}
        data={[
          { value: '', label: 'With or without a device' },
          { value: 'missing', label: 'Paid up, but no device' },
          { value: 'none', label: 'Without a device' },
          { value: 'linked', label: 'With a device' },
        ]}
      />
    </div>
  );
}
