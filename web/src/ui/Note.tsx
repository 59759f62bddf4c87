import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './Note.module.css';

const icons = {
  info: IconInfoCircle,
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconAlertTriangle,
};

interface NoteProps {
  tone?: keyof typeof icons;
  action?: ReactNode;
  children: ReactNode;
}

/** A message within the page. A bad one is announced to screen readers at once. */
export function Note({ tone = 'info', action, children }: NoteProps) {
  const Icon = icons[tone];
  return (
    <div className={css.note} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={20} stroke={1.8} aria-hidden="true" className={css.icon} />
      <div className={css.text}>{children}</div>
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
