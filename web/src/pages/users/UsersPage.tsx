import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { nextPage } from '../../api/nextPage';
import { usersQuery } from '../../api/users';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { InviteUser } from './InviteUser';
import { UserList } from './UserList';
import { UserTools } from './UserTools';

const route = getRouteApi('/signed-in/people');

export function UsersPage() {
  if (!useMay()('person.list')) return <NotForYou who="owners and admins" />;
  return <People />;
}

function People() {
  const filter = route.useSearch();
  const list = useInfiniteQuery(usersQuery(filter));
  const users = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title="People" lead="Who may sign in here, and what each may do." actions={<InviteButton />}>
      <UserTools filter={filter} />
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      <Panel flush>
        {list.isPending && <Loading />}
        {list.data && users.length === 0 && (
          <Empty title="Nobody matches">
            <p>Search for fewer letters, or choose another role.</p>
          </Empty>
        )}
        {users.length > 0 && <UserList users={users} />}
        <More
          shown={users.length}
          total={list.data?.pages[0]?.total}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => nextPage(list)}
        />
      </Panel>
    </Page>
  );
}

function InviteButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconUserPlus size={19} aria-hidden="true" />} onClick={() => setOpen(true)}>
        Invite person
      </Button>
      {open && <InviteUser onClose={() => setOpen(false)} />}
    </>
  );
}
