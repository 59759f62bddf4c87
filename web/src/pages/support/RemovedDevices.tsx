import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { removedQuery, restoreDevice, SUPPORT_KEYS } from '../../api/support';
import type { RemovedDevice } from '../../api/types';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { ReachId } from '../../rustdesk/ReachId';
import { type Column, DataTable } from '../../ui/DataTable';
import { day } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';
import css from './Support.module.css';
import { supportWords } from './words';

const COLUMNS: Column<RemovedDevice>[] = [
  {
    head: 'Device',
    cell: ({ name }) => (
      <span className={table.name} dir="auto">
        {name}
      </span>
    ),
  },
  { head: 'RustDesk ID', cell: ({ rustdesk_id }) => <ReachId id={rustdesk_id} />, plain: true },
  { head: 'Removed', cell: ({ removed_at }) => <When at={removed_at} /> },
  { head: 'Can come back until', cell: ({ forgotten_at }) => day(forgotten_at) },
];

export function RemovedDevices() {
  const { data, error } = useQuery(removedQuery);
  const mayRestore = useMay()('rustdesk.clean_up');
  if (!data) return error && <Note tone="bad">{explain(error)}</Note>;
  if (data.items.length === 0) return <p className={css.quiet}>Nothing was removed in the last 30 days.</p>;
  return (
    <Panel
      flush
      title="Removed in the last 30 days"
      lead={mayRestore ? 'Bring back what was removed by mistake.' : undefined}
    >
      <DataTable
        label="Removed devices"
        rows={data.items}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        actions={mayRestore ? (device) => <BringBack device={device} /> : undefined}
      />
    </Panel>
  );
}

function BringBack({ device }: { device: RemovedDevice }) {
  const restore = useSave({
    send: () => restoreDevice(device.id),
    refresh: SUPPORT_KEYS,
    words: supportWords,
    failure: `${device.name} is still removed`,
  });
  return (
    <Button
      variant="default"
      size="compact-md"
      aria-label={`Bring ${device.name} back`}
      loading={restore.isPending}
      onClick={() => restore.run()}
    >
      Bring back
    </Button>
  );
}
