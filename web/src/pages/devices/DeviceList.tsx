import { Link } from '@tanstack/react-router';
import type { Device } from '../../api/types';
import { useMay } from '../../app/useSession';
import { type Column, DataTable } from '../../ui/DataTable';
import { Status } from '../../ui/Status';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';
import { DeviceMenu } from './DeviceMenu';
import { useSteadyOrder } from './steadyOrder';

export function DeviceList({ devices }: { devices: Device[] }) {
  const { shown, hold } = useSteadyOrder(devices);
  const may = useMay();
  const changes = may('device.rename') || may('device.switch') || may('device.delete');
  return (
    <div {...hold}>
      <DataTable
        label="Devices"
        rows={shown}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        card={(device) => <Card device={device} />}
        actions={changes ? (device) => <DeviceMenu device={device} /> : undefined}
      />
    </div>
  );
}

function Name({ device }: { device: Device }) {
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: device.id }} className={table.name} dir="auto">
      {device.name}
    </Link>
  );
}

const COLUMNS: Column<Device>[] = [
  {
    head: 'Name',
    cell: (device) => (
      <>
        <Name device={device} />
        <div className={table.sub}>{device.platform}</div>
      </>
    ),
  },
  { head: 'Status', cell: ({ status, last_seen_at }) => <Status status={status} lastSeen={last_seen_at} /> },
  { head: 'Paired by', cell: ({ person }) => <div dir="auto">{person?.name}</div> },
  { head: 'Paired', cell: ({ paired_at }) => <When at={paired_at} /> },
];

function Card({ device }: { device: Device }) {
  return (
    <>
      <Name device={device} />
      <Status status={device.status} lastSeen={device.last_seen_at} />
      <span className={table.sub}>
        {device.platform} · paired by {device.person?.name} <When at={device.paired_at} />
      </span>
    </>
  );
}
