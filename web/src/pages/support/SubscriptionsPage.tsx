import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { nextPage } from '../../api/nextPage';
import { subscriptionsCsvUrl, subscriptionsQuery } from '../../api/support';
import type { CustomerSubscription } from '../../api/types';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { ReachId } from '../../rustdesk/ReachId';
import { type Column, DataTable } from '../../ui/DataTable';
import { Email } from '../../ui/Email';
import { Empty } from '../../ui/Empty';
import { day } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import table from '../../ui/table.module.css';
import { When } from '../../ui/When';
import { SetSubscription } from './SetSubscription';
import { SubscriptionState } from './SubscriptionState';
import { SubscriptionTools } from './SubscriptionTools';
import css from './Support.module.css';
import { SupportPage } from './SupportPage';

const route = getRouteApi('/signed-in/support/subscriptions');

const SOURCES: Record<string, string> = {
  admin: 'an admin',
  api: 'the API',
  stripe: 'Stripe',
  import: 'the import',
};

export function SubscriptionsPage() {
  const filter = route.useSearch();
  const maySet = useMay()('subscription.set');
  const list = useInfiniteQuery(subscriptionsQuery(filter));
  const customers = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SupportPage
      title="Subscriptions"
      lead="Who may link and change a device, until when, and who has no device yet."
      actions={
        <Button
          component="a"
          href={subscriptionsCsvUrl(filter)}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
        >
          Export CSV
        </Button>
      }
    >
      <SubscriptionTools filter={filter} />
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      <Panel flush>
        {list.isPending && <Loading />}
        {list.data && customers.length === 0 && !list.hasNextPage && (
          <Empty title="No customer matches">
            <p>Search for fewer letters, or choose another state. Customers are invited under “People”.</p>
          </Empty>
        )}
        {customers.length > 0 && (
          <DataTable
            label="Subscriptions"
            rows={customers}
            keyOf={({ person }) => person.id}
            columns={COLUMNS}
            actions={maySet ? (customer) => <Change customer={customer} /> : undefined}
          />
        )}
        <More
          shown={customers.length}
          total={list.data?.pages[0]?.total}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => nextPage(list)}
        />
      </Panel>
    </SupportPage>
  );
}

const COLUMNS: Column<CustomerSubscription>[] = [
  {
    head: 'Customer',
    cell: ({ person }) => (
      <>
        <Link to="/support/lookup" search={{ q: person.email }} className={table.name} dir="auto">
          {person.name}
        </Link>
        <div className={table.sub}>
          <Email address={person.email} />
        </div>
      </>
    ),
  },
  {
    head: 'State',
    cell: ({ state, good, ends_at }) => <SubscriptionState state={state} good={good} end={ends_at} />,
    plain: true,
  },
  {
    head: 'Device',
    cell: ({ device, no_device_since }) =>
      device ? (
        <ReachId id={device.rustdesk_id} />
      ) : (
        <>None{no_device_since && <div className={table.sub}>since {day(no_device_since)}</div>}</>
      ),
  },
  { head: 'Ends', cell: (customer) => <span className={css.whole}>{endInWords(customer)}</span> },
  {
    head: 'Last set',
    cell: ({ updated_at, source, last_event_at }) => (
      <>
        {updated_at ? (
          <>
            <When at={updated_at} /> by {SOURCES[source] ?? source}
          </>
        ) : (
          'never'
        )}
        {last_event_at && (
          <div className={table.sub}>
            last Stripe event <When at={last_event_at} />
          </div>
        )}
      </>
    ),
  },
];

function endInWords({ ends_at, renews_at, good }: CustomerSubscription): string {
  if (renews_at) return good ? `renews ${day(renews_at)}` : `not renewed since ${day(renews_at)}`;
  return ends_at ? day(ends_at) : 'no end';
}

function Change({ customer }: { customer: CustomerSubscription }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        aria-label={`Change the subscription of ${customer.person.name}`}
        onClick={() => setOpen(true)}
      >
        Change
      </Button>
      {open && (
        <SetSubscription
          person={customer.person}
          state={customer.state}
          endsAt={customer.ends_at}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
