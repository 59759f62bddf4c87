import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { auditCsvUrl, auditQuery } from '../../api/audit';
import { NotForYou } from '../../app/FailedPage';
import { managesDevices, useSession } from '../../app/roles';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { timeZone } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import css from './Audit.module.css';
import { AuditEntry } from './AuditEntry';
import { AuditFilters } from './AuditFilters';
import { NewEntries } from './NewEntries';
import { filterOf } from './search';

const route = getRouteApi('/signed-in/audit');

export function AuditPage() {
  const { person } = useSession();
  if (!managesDevices(person.role)) return <NotForYou who="owners, admins and managers" />;
  return <Audit />;
}

function Audit() {
  const search = route.useSearch();
  const filter = filterOf(search);
  const list = useInfiniteQuery(auditQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Audit log"
      lead={`Who did what, and what was refused. Times are shown for ${timeZone}.`}
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
      <AuditFilters search={search} actions={list.data?.pages[0]?.actions ?? []} items={items} />
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      {list.data && <NewEntries filter={filter} newestShown={items[0]?.id} onShow={() => list.refetch()} />}
      <Panel flush>
        {list.isPending && <Loading rows={8} />}
        {list.data && items.length === 0 && (
          <Empty title="Nothing fits">
            <p>Widen the dates or take away a filter.</p>
          </Empty>
        )}
        <ol className={css.list} aria-label="Events, newest first">
          {items.map((item) => (
            <AuditEntry key={item.id} item={item} pointedAt={item.id === search.entry} />
          ))}
        </ol>
        <More
          shown={items.length}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => list.fetchNextPage()}
        />
      </Panel>
    </Page>
  );
}
