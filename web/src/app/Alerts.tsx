import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { alertsQuery } from '../api/audit';
import { usePolling } from '../realtime/useLive';
import { withWholeIds } from '../rustdesk/id';
import { plural } from '../ui/format';
import { Note } from '../ui/Note';
import { When } from '../ui/When';
import css from './Alerts.module.css';

const KEY = 'handfast.alerts-read';
const REMEMBERED = 200;

function readBefore(): number[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as number[];
  } catch {
    return [];
  }
}

/** One line above the page; when opened, each alert says what can be done. Alerts stay until dismissed; each browser remembers which. */
export function Alerts() {
  const { data } = useQuery({ ...alertsQuery, ...usePolling() });
  const [read, setRead] = useState(readBefore);
  const [unfolded, setUnfolded] = useState(false);
  const open = data?.items.filter((alert) => !read.includes(alert.id)) ?? [];
  const dismiss = (ids: number[]) => {
    const next = [...read, ...ids].slice(-REMEMBERED);
    setRead(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Without storage the alert comes back after a reload, which does no harm.
    }
  };
  if (open.length === 0) return null;
  return (
    <section aria-label="Alerts" className={css.alerts} data-unfolded={unfolded || undefined}>
      <Note
        tone="bad"
        action={
          <>
            {!unfolded && open[0] && (
              <Link
                to="/audit"
                search={{ action: open[0].action, entry: String(open[0].id) }}
                className={css.more}
              >
                See what happened
              </Link>
            )}
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={unfolded}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? 'Show less' : 'What to do'}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              className={css.more}
              onClick={() => dismiss(open.map(({ id }) => id))}
            >
              {open.length > 1 ? 'Dismiss all' : 'Dismiss'}
            </Button>
          </>
        }
      >
        <div>
          <strong>
            {plural(open.length, 'alert', 'alerts')}
            {(!unfolded || open.length > 1) && ': '}
          </strong>
          {unfolded ? open.length > 1 && 'the newest first' : withWholeIds(open[0]?.sentence ?? '')}
        </div>
        {unfolded && (
          <ul className={css.list}>
            {open.map((alert) => (
              <li key={alert.id}>
                {withWholeIds(alert.sentence)} <When at={alert.at} />. {alert.advice}{' '}
                <Link to="/audit" search={{ action: alert.action, entry: String(alert.id) }}>
                  See what happened
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Note>
    </section>
  );
}
