import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { alertsQuery } from '../api/audit';
import { usePolling } from '../realtime/useLive';
import { Note } from '../ui/Note';
import { When } from '../ui/When';

const KEY = 'handfast.alerts-read';
const REMEMBERED = 200;

function readBefore(): number[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as number[];
  } catch {
    return [];
  }
}

/** Alerts stay until someone puts them away; each browser remembers which. */
export function Alerts() {
  const { data } = useQuery({ ...alertsQuery, ...usePolling() });
  const [read, setRead] = useState(readBefore);
  const dismiss = (id: number) => {
    const next = [...read, id].slice(-REMEMBERED);
    setRead(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Without storage the alert comes back after a reload, which is the safe side.
    }
  };
  const open = data?.items.filter((alert) => !read.includes(alert.id)) ?? [];
  if (open.length === 0) return null;
  return (
    <section
      aria-label="Alerts"
      style={{ display: 'grid', gap: 10, width: '100%', maxWidth: 1120, marginInline: 'auto' }}
    >
      {open.slice(0, 3).map((alert) => (
        <Note
          key={alert.id}
          tone="bad"
          action={
            <>
              <Link to="/audit" search={{ action: alert.action, entry: String(alert.id) }}>
                See what happened
              </Link>
              <Button size="compact-sm" variant="default" onClick={() => dismiss(alert.id)}>
                Dismiss
              </Button>
            </>
          }
        >
          <strong>Alert: </strong>
          {alert.sentence} <When at={alert.at} />
        </Note>
      ))}
      {open.length > 3 && (
        <Link to="/audit" search={{ action: open[0]?.action }}>
          {open.length - 3} more in the audit log
        </Link>
      )}
    </section>
  );
}
