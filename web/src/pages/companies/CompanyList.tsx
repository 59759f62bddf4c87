import type { Company } from '../../api/types';
import { type Column, DataTable } from '../../ui/DataTable';
import { count, counted, day } from '../../ui/format';
import table from '../../ui/table.module.css';
import css from './Companies.module.css';
import { CompanyMenu } from './CompanyMenu';

export function CompanyList({ companies }: { companies: Company[] }) {
  return (
    <DataTable
      label="Companies"
      rows={companies}
      keyOf={({ id }) => id}
      columns={COLUMNS}
      actions={(company) => <CompanyMenu company={company} />}
    />
  );
}

const used = (number: number, most: number | null) =>
  most === null ? counted(number) : `${counted(number)} of ${count(most)}`;

const COLUMNS: Column<Company>[] = [
  {
    head: 'Name',
    cell: ({ name }) => (
      <span className={table.name} dir="auto">
        {name}
      </span>
    ),
  },
  {
    head: 'Status',
    plain: true,
    cell: ({ status, closing_at }) => {
      if (status === 'closing' && closing_at)
        return <span className={css.closing}>Closing, deleted on {day(closing_at)}</span>;
      return status === 'suspended' ? <span className={css.suspended}>Suspended</span> : 'Active';
    },
  },
  { head: 'People', cell: ({ people, max_people }) => used(people, max_people) },
  { head: 'Devices', cell: ({ devices, max_devices }) => used(devices, max_devices) },
  { head: 'Created', cell: ({ created_at }) => day(created_at) },
];
