import type { ReactNode } from 'react';
import css from './Panel.module.css';

interface PanelProps {
  title?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, lead, actions, flush, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={title}>
      {title && (
        <div className={css.head}>
          <div>
            <h2>{title}</h2>
            {lead && <p>{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
