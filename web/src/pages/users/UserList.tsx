import type { User } from '../../api/types';
import { roleLabel } from '../../app/roles';
import { type Column, DataTable } from '../../ui/DataTable';
import { Email } from '../../ui/Email';
import { counted, plural } from '../../ui/format';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';
import { UserMenu } from './UserMenu';
import { UserState } from './UserState';

export function UserList({ users }: { users: User[] }) {
  return (
    <DataTable
      label="People"
      rows={users}
      keyOf={({ id }) => id}
      columns={COLUMNS}
      card={(user) => <Card user={user} />}
      actions={(user) => <UserMenu user={user} />}
    />
  );
}

function Name({ user }: { user: User }) {
  return (
    <span className={table.name} dir="auto">
      {user.name}
    </span>
  );
}

function LastSeen({ user }: { user: User }) {
  return user.last_seen_at ? <When at={user.last_seen_at} /> : <>never</>;
}

const COLUMNS: Column<User>[] = [
  {
    head: 'Name',
    cell: (user) => (
      <>
        <Name user={user} />
        <div className={table.sub}>
          <Email address={user.email} />
        </div>
      </>
    ),
  },
  { head: 'Role', cell: ({ role }) => roleLabel(role) },
  { head: 'Status', cell: (user) => <UserState user={user} /> },
  { head: 'Last active', cell: (user) => <LastSeen user={user} /> },
  { head: 'Devices', cell: ({ devices }) => counted(devices) },
];

function Card({ user }: { user: User }) {
  return (
    <>
      <Name user={user} />
      <span className={table.sub}>
        <Email address={user.email} />
      </span>
      <span>
        {roleLabel(user.role)} · <UserState user={user} />
      </span>
      <span className={table.sub}>
        Last active <LastSeen user={user} /> · {plural(user.devices, 'device', 'devices')}
      </span>
    </>
  );
}
