import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, linkAsShown } from './client';

export interface AuditFilter {
  action?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  outcome?: 'done' | 'refused' | undefined;
  from?: string | undefined;
  to?: string | undefined;
  search?: string | undefined;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      ask(
        client.GET('/api/audit', {
          params: { query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
    // The list must not jump while someone reads it; the page shows "n new" instead.
    refetchOnWindowFocus: false,
    refetchOnMount: 'always',
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The newest entries only, fetched again and again to count what is new. */
export const newestAuditQuery = (filter: AuditFilter) =>
  queryOptions({
    queryKey: ['audit-newest', filter],
    queryFn: () => ask(client.GET('/api/audit', { params: { query: { ...filter, limit: 50 } } })),
  });

export function auditCsvUrl(filter: AuditFilter): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return linkAsShown('/api/audit.csv', Object.fromEntries(given));
}

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: () => ask(client.GET('/api/alerts')),
});
