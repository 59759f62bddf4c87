import type { Person } from '../../api/types';
import { roleLabel } from '../../app/roles';
import { type Column, DataTable } from '../../ui/DataTable';
import { Email } from '../../ui/Email';
import { plural } from '../../ui/format';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';
import { PersonMenu } from './PersonMenu';
import { PersonState } from './PersonState';

export function PeopleList({ people }: { people: Person[] }) {
  return (
    <DataTable
      label="People"
      rows={people}
      keyOf={({ id }) => id}
      columns={COLUMNS}
      card={(person) => <Card person={person} />}
      actions={(person) => <PersonMenu person={person} />}
    />
  );
}

function Name({ person }: { person: Person }) {
  return (
    <span className={table.name} dir="auto">
      {person.name}
    </span>
  );
}

function LastSeen({ person }: { person: Person }) {
  return person.last_seen_at ? <When at={person.last_seen_at} /> : <>never</>;
}

const COLUMNS: Column<Person>[] = [
  {
    head: 'Name',
    cell: (person) => (
      <>
        <Name person={person} />
        <div className={table.sub}>
          <Email address={person.email} />
        </div>
      </>
    ),
  },
  { head: 'Role', cell: ({ role }) => roleLabel(role) },
  { head: 'Status', cell: (person) => <PersonState person={person} /> },
  { head: 'Last active', cell: (person) => <LastSeen person={person} /> },
  { head: 'Devices', cell: ({ devices }) => devices },
];

function Card({ person }: { person: Person }) {
  return (
    <>
      <Name person={person} />
      <span className={table.sub}>
        <Email address={person.email} />
      </span>
      <span>
        {roleLabel(person.role)} · <PersonState person={person} />
      </span>
      <span className={table.sub}>
        Last active <LastSeen person={person} /> · {plural(person.devices, 'device', 'devices')}
      </span>
    </>
  );
}
