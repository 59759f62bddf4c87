import type { ReactNode } from 'react';
import css from './Empty.module.css';

export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {children}
      {action}
    </div>
  );
}
