import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Device } from '../../api/types';
import { Status } from '../../ui/Status';
import table from '../../ui/table.module.css';
import { useSteadyNarrow } from '../../ui/useNarrow';
import { When } from '../../ui/When';
import { DeviceMenu } from './DeviceMenu';
import { useSteadyOrder } from './steadyOrder';

export function DeviceList({ devices }: { devices: Device[] }) {
  const { shown, hold } = useSteadyOrder(devices);
  const narrow = useSteadyNarrow();
  return <div {...hold}>{narrow ? <Cards devices={shown} /> : <Table devices={shown} />}</div>;
}

function Name({ device }: { device: Device }) {
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: device.id }} className={table.name} dir="auto">
      {device.name}
    </Link>
  );
}

function Table({ devices }: { devices: Device[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Devices">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col">Paired by</th>
            <th scope="col">Paired</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.id}>
              <td>
                <Name device={device} />
                <div className={table.sub}>{device.platform}</div>
              </td>
              <td>
                <Status status={device.status} lastSeen={device.last_seen_at} />
              </td>
              <td dir="auto">{device.person?.name}</td>
              <td>
                <When at={device.paired_at} />
              </td>
              <td>
                <DeviceMenu device={device} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cards({ devices }: { devices: Device[] }) {
  return (
    <ul className={table.cards} aria-label="Devices">
      {devices.map((device) => (
        <li key={device.id}>
          <div className={table.card}>
            <Name device={device} />
            <Status status={device.status} lastSeen={device.last_seen_at} />
            <span className={table.sub}>
              {device.platform} · paired by {device.person?.name} <When at={device.paired_at} />
            </span>
          </div>
          <DeviceMenu device={device} />
        </li>
      ))}
    </ul>
  );
}
