import type { ReactNode } from 'react';
import css from './Facts.module.css';

export function Facts({ facts }: { facts: [label: string, value: ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
