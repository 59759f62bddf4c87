import type { AuditFilter } from '../../api/audit';

/** What the address says: the same, but days rather than instants, and the entry an alert points to. */
export interface AuditSearch extends AuditFilter {
  entry?: string | undefined;
}

const TEXTS = ['action', 'actor', 'subject', 'search', 'entry'] as const;
const DAYS = ['from', 'to'] as const;

export function readAuditSearch(given: Record<string, unknown>): AuditSearch {
  const read: AuditSearch = {};
  for (const key of TEXTS) if (typeof given[key] === 'string' && given[key]) read[key] = given[key];
  for (const key of DAYS) {
    const value = given[key];
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) read[key] = value;
  }
  if (given.outcome === 'done' || given.outcome === 'refused') read.outcome = given.outcome;
  return read;
}

/** A day on this computer, from its first to its last moment, as the server's instants. */
export function filterOf({ entry: _entry, from, to, ...same }: AuditSearch): AuditFilter {
  return {
    ...same,
    ...(from ? { from: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(to ? { to: new Date(`${to}T23:59:59.999`).toISOString() } : {}),
  };
}
