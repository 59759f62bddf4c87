import { Button } from '@mantine/core';
import { IconCreditCard, IconLinkOff, IconUserCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { FoundCustomer as Customer, SubscriptionState as State } from '../../api/types';
import { useMay } from '../../app/useSession';
import { spelled } from '../../rustdesk/id';
import { ReachId } from '../../rustdesk/ReachId';
import { Facts } from '../../ui/Facts';
import { absolute, day } from '../../ui/format';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { AssignTo } from './AssignTo';
import { DeviceLink } from './DeviceLink';
import { History } from './History';
import { SetSubscription } from './SetSubscription';
import { SubscriptionState } from './SubscriptionState';
import css from './Support.module.css';
import { UnassignDevice } from './UnassignDevice';

export function CustomerResult({ customer }: { customer: Customer }) {
  return (
    <Panel title={customer.person.name} lead={customer.person.email}>
      <div className={css.result}>
        <Facts facts={factsOf(customer)} />
        <Acts customer={customer} />
        <History items={customer.history} />
      </div>
    </Panel>
  );
}

function factsOf({ code, subscription, link, claim }: Customer): [string, ReactNode][] {
  const state = (
    <SubscriptionState
      state={subscription.state as State}
      good={subscription.good}
      end={subscription.ends_at}
    />
  );
  const end = subscription.ends_at && `, until ${day(subscription.ends_at)}`;
  const facts: [string, ReactNode][] = [
    [
      'Personal code',
      code ? <Code key="code" code={code} /> : 'Not made yet: they have not opened their page',
    ],
    ['Subscription', [state, end]],
  ];
  if (link) {
    facts.push(
      ['Linked device', <ReachId key="id" id={link.rustdesk_id} />],
      ['Its name', <DeviceLink key="name" id={link.device_id} name={link.name} />],
      ['Status', <Status key="status" status={link.status} lastSeen={link.last_seen_at} />],
      ['Linked', <When key="since" at={link.linked_at} />],
      ['Proof', link.state === 'verified' ? 'Confirmed by the device or an admin' : 'The customer’s word'],
    );
  } else facts.push(['Linked device', 'None']);
  if (claim) {
    facts.push([
      'Waits for proof',
      <span key="claim">
        <ReachId id={claim.rustdesk_id} />, until {absolute(claim.expires_at)}
      </span>,
    ]);
  }
  return facts;
}

function Code({ code }: { code: string }) {
  return (
    <bdi
      role="img"
      aria-label={spelled(code)}
      translate="no"
      style={{ fontFamily: 'var(--hf-mono)', fontWeight: 650 }}
    >
      {code}
    </bdi>
  );
}

function Acts({ customer }: { customer: Customer }) {
  const [open, setOpen] = useState<'assign' | 'unassign' | 'subscription' | null>(null);
  const close = () => setOpen(null);
  const { person, link, subscription } = customer;
  const maySet = useMay()('subscription.set');
  return (
    <div className={css.buttons}>
      {link ? (
        <Button
          variant="default"
          leftSection={<IconLinkOff size={18} aria-hidden="true" />}
          onClick={() => setOpen('unassign')}
        >
          Unassign device
        </Button>
      ) : (
        <Button
          leftSection={<IconUserCheck size={18} aria-hidden="true" />}
          onClick={() => setOpen('assign')}
        >
          Assign a device
        </Button>
      )}
      {maySet && (
        <Button
          variant="default"
          leftSection={<IconCreditCard size={18} aria-hidden="true" />}
          onClick={() => setOpen('subscription')}
        >
          Change subscription
        </Button>
      )}
      {open === 'assign' && <AssignTo person={person} onClose={close} />}
      {open === 'unassign' && link && <UnassignDevice person={person} link={link} onClose={close} />}
      {open === 'subscription' && (
        <SetSubscription
          person={person}
          state={subscription.state as State}
          endsAt={subscription.ends_at}
          onClose={close}
        />
      )}
    </div>
  );
}
