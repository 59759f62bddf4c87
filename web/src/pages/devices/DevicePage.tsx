import { Button, Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { newestAuditQuery } from '../../api/audit';
import { approveDevice, deviceQuery, rejectDevice } from '../../api/devices';
import { hasCode } from '../../api/problem';
import type { DeviceDetail } from '../../api/types';
import { useMay, useSession } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { usePolling } from '../../realtime/useLive';
import { ReachId } from '../../rustdesk/ReachId';
import { Empty } from '../../ui/Empty';
import { Facts } from '../../ui/Facts';
import { day } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { Sentence } from '../audit/Sentence';
import { CustomerPanel } from '../support/CustomerPanel';
import { DeviceMenu } from './DeviceMenu';
import css from './DevicePage.module.css';
import { Identity } from './Identity';
import { Replaces } from './Replaces';
import { RustDeskSessions } from './RustDeskSessions';
import { useDeviceAction } from './useDeviceAction';

const route = getRouteApi('/signed-in/devices/$deviceId');

const back = (
  <Link to="/devices" className={css.back}>
    <IconArrowLeft size={18} aria-hidden="true" /> All devices
  </Link>
);

const backToSupport = (
  <Link to="/support" className={css.back}>
    <IconArrowLeft size={18} aria-hidden="true" /> Support
  </Link>
);

export function DevicePage() {
  const { deviceId } = route.useParams();
  const { data: device, error } = useQuery({ ...deviceQuery(deviceId), ...usePolling() });
  if (hasCode(error, 'NOT_FOUND')) return <GoneDevice />;
  if (device) return <Device device={device} />;
  return (
    <Page title="Device" above={back}>
      {error ? <Note tone="bad">{explain(error)}</Note> : <Loading />}
    </Page>
  );
}

function GoneDevice() {
  const { person } = useSession();
  const may = useMay();
  return (
    <Page title="This device is gone" above={back}>
      <Empty title="Someone deleted it, or it unpaired itself">
        {person.role === 'installer' && (
          <p>It may also have been paired again, with the code of a colleague.</p>
        )}
        {may('audit.read') && <p>What happened to it is still in the audit log.</p>}
      </Empty>
    </Page>
  );
}

function Device({ device }: { device: DeviceDetail }) {
  const navigate = useNavigate();
  const may = useMay();
  const fromSupport = device.kind === 'rustdesk' && may('rustdesk.unpaired');
  return (
    <Page
      title={device.name}
      lead={<Status status={device.status} lastSeen={device.last_seen_at} />}
      above={fromSupport ? backToSupport : back}
      actions={
        <DeviceMenu
          wide
          device={device}
          onDeleted={() => navigate({ to: fromSupport ? '/support' : '/devices' })}
        />
      }
    >
      {device.status === 'waiting' && may('device.approve') && <Approval device={device} />}
      <Replaces device={device} />
      <Panel title="About this device">
        <Facts facts={factsOf(device)} />
      </Panel>
      {fromSupport && <Identity deviceId={device.id} name={device.name} />}
      {fromSupport && <CustomerPanel deviceId={device.id} />}
      {fromSupport && <RustDeskSessions deviceId={device.id} />}
      {may('audit.read') && <LatestEvents deviceId={device.id} />}
    </Page>
  );
}

function LatestEvents({ deviceId }: { deviceId: string }) {
  const { data, error } = useQuery({ ...newestAuditQuery({ subject: deviceId }), ...usePolling() });
  const all = (
    <Link to="/audit" search={{ subject: deviceId }}>
      All events
    </Link>
  );
  return (
    <Panel title="Latest events" actions={all}>
      {error && <Note tone="bad">{explain(error)}</Note>}
      <ol className={css.events}>
        {data?.items.length === 0 && <li data-outcome="none">Nothing has happened yet.</li>}
        {data?.items.slice(0, 20).map((event) => (
          <li key={event.id} data-outcome={event.outcome}>
            <Sentence item={event} /> <When at={event.at} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const signedInUntil = (end: string | null) =>
  end ? `${day(end)}, renewed automatically while in use` : 'Not signed in yet';

function factsOf(device: DeviceDetail): [string, ReactNode][] {
  return device.kind === 'rustdesk' ? rustdeskFacts(device) : browserFacts(device);
}

/** A RustDesk device has no credential of this server, so there is nothing to say about keys and tokens. */
function rustdeskFacts(device: DeviceDetail): [string, ReactNode][] {
  return [
    ['Kind', 'RustDesk'],
    ['RustDesk ID', <ReachId key="id" id={device.rustdesk_id ?? ''} />],
    ['Known since', <When key="since" at={device.paired_at} />],
    ['Customer', device.person?.name ?? 'Nobody yet'],
    ['System', device.platform],
    ['Network address', device.address],
  ];
}

function browserFacts(device: DeviceDetail): [string, ReactNode][] {
  return [
    ['Paired', <When key="paired" at={device.paired_at} />],
    ['Paired by', device.person?.name ?? ''],
    ['Platform', device.platform],
    ['Network address', device.address],
    ['Browser or app', device.user_agent],
    ['Key', device.key_bound ? 'Held by the device and cannot be copied' : 'A token that could be copied'],
    ['Signed in until', signedInUntil(device.credential_expires_at)],
    ['Failed attempts', String(device.failures)],
    ['Fingerprint', <code key="print">{device.fingerprint}</code>],
  ];
}

function Approval({ device }: { device: DeviceDetail }) {
  const navigate = useNavigate();
  const approve = useDeviceAction(approveDevice, `${device.name} is not approved`);
  const reject = useDeviceAction(rejectDevice, `${device.name} is still waiting`, () =>
    navigate({ to: '/devices' }),
  );
  return (
    <Note
      tone="warn"
      action={
        <Group gap="sm">
          <Button size="sm" loading={approve.isPending} onClick={() => approve.run(device.id)}>
            Approve
          </Button>
          <Button
            size="sm"
            variant="default"
            loading={reject.isPending}
            onClick={() => reject.run(device.id)}
          >
            Not mine
          </Button>
        </Group>
      }
    >
      This device waits for your approval. Approve it only if you know it.
    </Note>
  );
}
