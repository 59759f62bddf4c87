import type { AbandonedDevice } from '../../api/types';
import { ReachId } from '../../rustdesk/ReachId';
import type { Column } from '../../ui/DataTable';
import { Status } from '../../ui/Status';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';

export const DEVICE_COLUMNS: Column<AbandonedDevice>[] = [
  {
    head: 'Device',
    cell: ({ name, hostname }) => (
      <>
        <span className={table.name} dir="auto">
          {name}
        </span>
        {hostname && hostname !== name && (
          <div className={table.sub} dir="auto">
            {hostname}
          </div>
        )}
      </>
    ),
  },
  { head: 'RustDesk ID', cell: ({ rustdesk_id }) => <ReachId id={rustdesk_id} />, plain: true },
  {
    head: 'Status',
    cell: ({ status, last_seen_at }) => <Status status={status} lastSeen={last_seen_at} />,
    plain: true,
  },
  { head: 'Known since', cell: ({ created_at }) => <When at={created_at} /> },
];
