import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linkQuery } from '../../api/link';
import type { CustomerPage } from '../../api/types';
import { useSession } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { grouped, spelled } from '../../rustdesk/id';
import { PhoneSetup } from '../../rustdesk/PhoneSetup';
import { Contact } from '../../ui/Contact';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { CodePanel } from './CodePanel';
import { LinkedDevice } from './LinkedDevice';
import { LinkForm } from './LinkForm';
import { WaitingProof } from './WaitingProof';
import { WhereIsTheId } from './WhereIsTheId';
import { subscriptionInWords } from './words';

export function CustomerHome() {
  const { person } = useSession();
  const { data: page, error } = useQuery(linkQuery);
  if (page) return <Home page={page} />;
  return (
    <Page title={`Hello, ${person.name}`}>
      {error ? <Note tone="bad">{explain(error)}</Note> : <Loading />}
    </Page>
  );
}

/** One title for each state: a new one is a new step, and its heading takes the focus. */
function titleOf(page: CustomerPage): string {
  if (page.link) return 'Your device';
  if (page.claim?.hindrance) return 'This device cannot be linked';
  return page.claim ? 'Almost linked' : 'Link your device';
}

function Home({ page }: { page: CustomerPage }) {
  const { tenant } = useSession();
  const { link } = page;
  const title = titleOf(page);
  return (
    <>
      <VisuallyHidden role="status">{news(page)}</VisuallyHidden>
      <Page key={title} title={title} lead={`So that the support of ${tenant.name} can help you.`}>
        <CodePanel page={page} />
        {!page.subscription.good && <Lapsed page={page} />}
        {page.claim && <WaitingProof page={page} claim={page.claim} />}
        {link && <LinkedDevice page={page} link={link} />}
        {!link && !page.claim && page.subscription.good && <LinkForm page={page} />}
        {page.claim && <PhoneSetup setup={page.rustdesk} />}
        <WhereIsTheId format={page.id_format} folded={link !== null} />
        {!page.claim && <PhoneSetup setup={page.rustdesk} folded />}
        <Contact text={page.support_contact} />
      </Page>
    </>
  );
}

function Lapsed({ page }: { page: CustomerPage }) {
  return (
    <Note tone="warn">
      <strong>{subscriptionInWords(page.subscription)}</strong> Linking or changing a device needs an active
      one. Ask support to start it; everything you have here is kept.
    </Note>
  );
}

function news(page: CustomerPage): string {
  const { link } = page;
  if (link) return `Linked with ${spelled(grouped(link.rustdesk_id))}`;
  return page.claim ? 'Waiting for your device' : '';
}
