import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { auditCsvUrl, auditQuery } from '../../api/audit';
import { nextPage } from '../../api/nextPage';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { timeZone } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { useNarrow } from '../../ui/useNarrow';
import css from './Audit.module.css';
import { AuditEntry } from './AuditEntry';
import { AuditFilters } from './AuditFilters';
import { NewEntries } from './NewEntries';
import { filterOf } from './search';

const route = getRouteApi('/signed-in/audit');

export function AuditPage() {
  if (!useMay()('audit.read')) return <NotForYou who="owners, admins, managers and viewers" />;
  return <Audit />;
}

/** Seven filters fill a phone's screen: there they wait behind one word. */
function Foldable({ children }: { children: ReactNode }) {
  const narrow = useNarrow();
  if (!narrow) return children;
  return (
    <details className={css.folded}>
      <summary>Filters</summary>
      {children}
    </details>
  );
}

function Audit() {
  const search = route.useSearch();
  const filter = filterOf(search);
  const list = useInfiniteQuery(auditQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Audit log"
      lead={`Who did what, and what was refused. The time zone is ${timeZone}.`}
      actions={
        <Button
          component="a"
          href={auditCsvUrl(filter)}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
        >
          Export CSV
        </Button>
      }
    >
      <Foldable>
        <AuditFilters search={search} actions={list.data?.pages[0]?.actions ?? []} items={items} />
      </Foldable>
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      <Panel flush>
        {list.data && <NewEntries filter={filter} newestShown={items[0]?.id} onShow={() => list.refetch()} />}
        {list.isPending && <Loading rows={8} />}
        {list.data && items.length === 0 && !list.hasNextPage && (
          <Empty title="No entry matches">
            <p>Widen the dates or remove a filter.</p>
          </Empty>
        )}
        <ol className={css.list} aria-label="Events, newest first">
          {items.map((item) => (
            <AuditEntry key={item.id} item={item} pointedAt={String(item.id) === search.entry} />
          ))}
        </ol>
        <More
          shown={items.length}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => nextPage(list)}
        />
      </Panel>
    </Page>
  );
}
