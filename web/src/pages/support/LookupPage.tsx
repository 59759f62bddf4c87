import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { lookupQuery } from '../../api/support';
import type { LookupResult } from '../../api/types';
import { explain } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { Empty } from '../../ui/Empty';
import { plural } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { CustomerResult } from './CustomerResult';
import { DeviceResult } from './DeviceResult';
import css from './Support.module.css';
import { SupportPage } from './SupportPage';

const route = getRouteApi('/signed-in/support/lookup');

export function LookupPage() {
  const { q = '' } = route.useSearch();
  const { data, error, isLoading } = useQuery(lookupQuery(q));
  return (
    <SupportPage
      title="Look-up"
      lead="Find a customer or a device: who it is, what is linked, and what happened."
    >
      <Field key={q} asked={q} />
      {error && <Note tone="bad">{explain(error)}</Note>}
      {isLoading && <Loading />}
      <div role="status">{data && found(data)}</div>
      {data?.customers.map((customer) => (
        <CustomerResult key={customer.person.id} customer={customer} />
      ))}
      {data?.devices.map((device) => (
        <DeviceResult key={device.id} device={device} />
      ))}
      {data && data.customers.length + data.devices.length === 0 && <Nobody kind={data.kind} />}
    </SupportPage>
  );
}

function Field({ asked }: { asked: string }) {
  const [text, setText] = useState(asked);
  const navigate = route.useNavigate();
  const send = () => {
    if (text.trim()) void navigate({ search: { q: text.trim() } });
  };
  return (
    <Form onSend={send} className={css.find}>
      <TextInput
        type="search"
        label="E-mail, personal code, RustDesk ID or name"
        placeholder="AB123-C4DE or 123 456 789"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" leftSection={<IconSearch size={18} aria-hidden="true" />}>
        Look up
      </Button>
    </Form>
  );
}

function found({ customers, devices }: LookupResult): string {
  const parts = [
    ...(customers.length ? [plural(customers.length, 'customer', 'customers')] : []),
    ...(devices.length ? [`${plural(devices.length, 'device', 'devices')} without a customer`] : []),
  ];
  return parts.length ? `Found ${parts.join(' and ')}` : '';
}

const HINTS: Record<LookupResult['kind'], string> = {
  email: 'No customer has this e-mail address. Try a part of the name.',
  code: 'No customer has this personal code. Ask for it once more, letter by letter.',
  rustdesk_id: 'No device with this RustDesk ID has reported here, and no customer has named it.',
  name: 'No customer’s name or address has these letters. Try fewer of them.',
};

function Nobody({ kind }: { kind: LookupResult['kind'] }) {
  return (
    <Panel>
      <Empty title="Nothing found">
        <p>{HINTS[kind]}</p>
      </Empty>
    </Panel>
  );
}
