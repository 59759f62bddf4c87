import { VisuallyHidden } from '@mantine/core';
import type { Person } from '../../api/types';
import { roleLabel } from '../../app/roles';
import { plural } from '../../ui/format';
import table from '../../ui/table.module.css';
import { useSteadyNarrow } from '../../ui/useNarrow';
import { When } from '../../ui/When';
import { PersonMenu } from './PersonMenu';
import { PersonState } from './PersonState';

export function PeopleList({ people }: { people: Person[] }) {
  return useSteadyNarrow() ? <Cards people={people} /> : <Table people={people} />;
}

function LastSeen({ person }: { person: Person }) {
  return person.last_seen_at ? <When at={person.last_seen_at} /> : <>never</>;
}

function Table({ people }: { people: Person[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="People">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Status</th>
            <th scope="col">Last active</th>
            <th scope="col">Devices</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <span className={table.name} dir="auto">
                  {person.name}
                </span>
                <div className={table.sub}>{person.email}</div>
              </td>
              <td>{roleLabel(person.role)}</td>
              <td>
                <PersonState person={person} />
              </td>
              <td>
                <LastSeen person={person} />
              </td>
              <td>{person.devices}</td>
              <td>
                <PersonMenu person={person} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cards({ people }: { people: Person[] }) {
  return (
    <ul className={table.cards} aria-label="People">
      {people.map((person) => (
        <li key={person.id}>
          <div className={table.card}>
            <span className={table.name} dir="auto">
              {person.name}
            </span>
            <span className={table.sub}>{person.email}</span>
            <span>
              {roleLabel(person.role)} · <PersonState person={person} />
            </span>
            <span className={table.sub}>
              Last active <LastSeen person={person} /> · {plural(person.devices, 'device', 'devices')}
            </span>
          </div>
          <PersonMenu person={person} />
        </li>
      ))}
    </ul>
  );
}
