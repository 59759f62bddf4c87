import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import css from './Toasts.module.css';
import { dismissToast, onToasts, shownToasts, type Toast } from './toasts';

/** The live region is always there: screen readers announce only what is added to one that they know. */
export function Toasts() {
  const toasts = useSyncExternalStore(onToasts, shownToasts);
  return (
    <div className={css.toasts}>
      <div role="status">
        {toasts.map((toast) => toast.tone === 'good' && <Card key={toast.id} toast={toast} />)}
      </div>
      {toasts.map((toast) => toast.tone === 'bad' && <Card key={toast.id} toast={toast} role="alert" />)}
    </div>
  );
}

function Card({ toast: { id, tone, title, text }, role }: { toast: Toast; role?: 'alert' }) {
  const Icon = tone === 'good' ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={css.toast} data-tone={tone} role={role}>
      <Icon size={22} stroke={1.8} aria-hidden="true" className={css.icon} />
      <div className={css.text}>
        <strong dir="auto">{title}</strong>
        <span>{text}</span>
      </div>
      <CloseButton aria-label="Dismiss" onClick={() => dismissToast(id)} />
    </div>
  );
}
