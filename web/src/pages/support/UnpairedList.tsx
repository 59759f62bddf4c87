import { IconAlertTriangle } from '@tabler/icons-react';
import type { UnpairedDevice } from '../../api/types';
import { ReachId } from '../../rustdesk/ReachId';
import { type Column, DataTable } from '../../ui/DataTable';
import { plural } from '../../ui/format';
import { Status } from '../../ui/Status';
import table from '../../ui/table.module.css';
import { DeviceActions } from './DeviceActions';
import { DeviceLink } from './DeviceLink';
import css from './Support.module.css';

const COLUMNS: Column<UnpairedDevice>[] = [
  {
    head: 'Device',
    cell: (device) => (
      <>
        <span className={table.name}>
          <DeviceLink id={device.id} name={device.name} />
        </span>
        {device.hostname && device.hostname !== device.name && (
          <div className={table.sub} dir="auto">
            {device.hostname}
          </div>
        )}
        {device.conflicts > 0 && (
          <div>
            <Conflict />
          </div>
        )}
      </>
    ),
  },
  { head: 'RustDesk ID', cell: (device) => <ReachId id={device.rustDeskId} />, plain: true },
  {
    head: 'Status',
    cell: (device) => <Status status={device.status} lastSeen={device.lastSeenAt} />,
    plain: true,
  },
  { head: 'Known for', cell: (device) => <Age device={device} /> },
];

export function UnpairedList({ devices }: { devices: UnpairedDevice[] }) {
  return (
    <DataTable
      label="Unpaired devices"
      rows={devices}
      keyOf={(device) => device.id}
      columns={COLUMNS}
      actions={(device) => (
        <DeviceActions
          device={{ id: device.id, name: device.name, rustdeskId: device.rustDeskId, isExempt: false }}
        />
      )}
    />
  );
}

function Age({ device: { daysSinceCreated, overdue } }: { device: UnpairedDevice }) {
  const days = plural(daysSinceCreated, 'day', 'days');
  if (!overdue) return days;
  return (
    <span className={css.late}>
      <IconAlertTriangle size={17} aria-hidden="true" />
      {days}, late
    </span>
  );
}

export function Conflict() {
  return (
    <span className={css.late}>
      <IconAlertTriangle size={17} aria-hidden="true" />
      Two devices claim this ID
    </span>
  );
}
