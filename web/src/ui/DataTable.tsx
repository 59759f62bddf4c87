import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import table from './table.module.css';
import { useSteadyNarrow } from './useNarrow';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** On a card the value speaks for itself, without its heading. */
  plain?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  rows: Row[];
  keyOf: (row: Row) => string;
  /** The first column is what the row is called. */
  columns: Column<Row>[];
  /** What a card says, where that is more than the columns one below the other. */
  card?: (row: Row) => ReactNode;
  actions?: (row: Row) => ReactNode;
  select?: (row: Row) => ReactNode;
}

/** A table; on a phone a list of cards with the same content. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return useSteadyNarrow() ? <Cards {...props} /> : <Table {...props} />;
}

function Table<Row>({ label, rows, keyOf, columns, actions, select }: DataTableProps<Row>) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            {select && <HiddenHead text="Chosen" />}
            {columns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {actions && <HiddenHead text="Actions" />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {select && <td>{select(row)}</td>}
              {columns.map(({ head, cell }) => (
                <td key={head}>{cell(row)}</td>
              ))}
              {actions && <td className={table.actions}>{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HiddenHead({ text }: { text: string }) {
  return (
    <th scope="col">
      <VisuallyHidden>{text}</VisuallyHidden>
    </th>
  );
}

function Cards<Row>({ label, rows, keyOf, columns, card, actions, select }: DataTableProps<Row>) {
  return (
    <ul className={table.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)}>
          {select?.(row)}
          <div className={table.card}>{card ? card(row) : <Values row={row} columns={columns} />}</div>
          {actions?.(row)}
        </li>
      ))}
    </ul>
  );
}

function Values<Row>({ row, columns: [name, ...others] }: { row: Row; columns: Column<Row>[] }) {
  return (
    <>
      {name?.cell(row)}
      {others.map(({ head, cell, plain }) => (
        <div key={head} className={plain ? undefined : table.sub}>
          {!plain && `${head}: `}
          {cell(row)}
        </div>
      ))}
    </>
  );
}
