import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { companiesQuery } from '../../api/companies';
import { nextPage } from '../../api/nextPage';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import tools from '../../ui/tools.module.css';
import { CompanyList } from './CompanyList';
import { MakeCompany } from './MakeCompany';

const route = getRouteApi('/signed-in/companies');

/** For the operator of the server. */
export function CompaniesPage() {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(companiesQuery(search));
  const companies = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Companies"
      lead="Each has people, devices and settings of its own, which you do not see here."
      actions={<CreateButton />}
    >
      <div className={tools.bar}>
        <div className={tools.find}>
          <SearchField
            label="Search companies"
            initial={search}
            onSearch={(text) =>
              navigate({ search: text ? { search: text } : {}, replace: true, resetScroll: false })
            }
          />
        </div>
      </div>
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      <Panel flush>
        {list.isPending && <Loading />}
        {list.data && companies.length === 0 && <None search={search} />}
        {companies.length > 0 && <CompanyList companies={companies} />}
        <More
          shown={companies.length}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => nextPage(list)}
        />
      </Panel>
    </Page>
  );
}

function None({ search }: { search: string | undefined }) {
  return search ? (
    <Empty title="No company matches">
      <p>Search for fewer letters.</p>
    </Empty>
  ) : (
    <Empty title="There is no company yet">
      <p>Create the first one, and its owner is invited.</p>
    </Empty>
  );
}

function CreateButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconPlus size={19} aria-hidden="true" />} onClick={() => setOpen(true)}>
        Create company
      </Button>
      {open && <MakeCompany onClose={() => setOpen(false)} />}
    </>
  );
}
