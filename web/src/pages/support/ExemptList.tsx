import { useQuery } from '@tanstack/react-query';
import { exemptQuery } from '../../api/support';
import type { ExemptDevice } from '../../api/types';
import { explain } from '../../forms/explain';
import { ReachId } from '../../rustdesk/ReachId';
import { type Column, DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { day } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import table from '../../ui/table.module.css';
import { DeviceActions } from './DeviceActions';
import { DeviceLink } from './DeviceLink';

const COLUMNS: Column<ExemptDevice>[] = [
  {
    head: 'Device',
    cell: ({ id, name, person }) => (
      <>
        <span className={table.name}>
          <DeviceLink id={id} name={name} />
        </span>
        {person && <div className={table.sub}>{person.name}</div>}
      </>
    ),
  },
  { head: 'RustDesk ID', cell: ({ rustdesk_id }) => <ReachId id={rustdesk_id} />, plain: true },
  { head: 'Reason', cell: ({ exemption }) => <span dir="auto">{exemption?.reason}</span> },
  { head: 'Until', cell: ({ exemption }) => (exemption?.until ? day(exemption.until) : 'No end') },
  { head: 'By', cell: ({ exemption }) => exemption?.by ?? 'An import' },
];

/** Devices that need no customer ("grandfathered"), each with the reason. */
export function ExemptList() {
  const { data, error } = useQuery(exemptQuery);
  if (error) return <Note tone="bad">{explain(error)}</Note>;
  if (!data) return <Loading />;
  if (data.items.length === 0) return <Empty title="No device is exempt" />;
  return (
    <DataTable
      label="Exempt devices"
      rows={data.items}
      keyOf={({ id }) => id}
      columns={COLUMNS}
      actions={({ id, name, rustdesk_id }) => (
        <DeviceActions device={{ id, name, rustdeskId: rustdesk_id, isExempt: true }} />
      )}
    />
  );
}
