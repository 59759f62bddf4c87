import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { devicesQuery } from '../../api/devices';
import { nextPage } from '../../api/nextPage';
import { liveCodesQuery } from '../../api/pairingCodes';
import { NotForYou } from '../../app/FailedPage';
import { useMay, useSession } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { usePolling } from '../../realtime/useLive';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { More } from '../../ui/More';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { DeviceList } from './DeviceList';
import { DeviceTools } from './DeviceTools';
import { FirstDevice } from './FirstDevice';
import { LiveCodes } from './LiveCodes';
import { usePairing } from './pairing';
import { WaitingDevices } from './WaitingDevices';

const route = getRouteApi('/signed-in/devices');

export function DevicesPage() {
  if (!useMay()('device.list')) return <NotForYou who="people who look after devices" />;
  return <Devices />;
}

function Devices() {
  const { person, tenant, device_codes } = useSession();
  const may = useMay();
  const pairing = usePairing();
  const mayEnter = may('grant.approve') && device_codes !== 'off';
  const filter = route.useSearch();
  const polling = usePolling();
  const list = useInfiniteQuery({ ...devicesQuery(filter), ...polling });
  const codes = useQuery({ ...liveCodesQuery, ...polling, enabled: may('invite.list') });
  const newest = list.data?.pages[0];
  const devices = list.data?.pages.flatMap((page) => page.items) ?? [];
  const none = newest !== undefined && newest.counts.all === 0;
  return (
    <Page
      title="Devices"
      lead={
        person.role === 'installer'
          ? `The devices of ${tenant.name} that were paired with your codes.`
          : `Every device that may work for ${tenant.name}.`
      }
      actions={
        (mayEnter || may('invite.issue')) && (
          <>
            {mayEnter && <EnterCode />}
            {may('invite.issue') && pairing.button}
          </>
        )
      }
    >
      {pairing.dialog}
      <WaitingDevices />
      {list.error && <Note tone="bad">{explain(list.error)}</Note>}
      {!none && <DeviceTools filter={filter} counts={newest?.counts} />}
      {codes.data && <LiveCodes codes={codes.data.items} />}
      <Panel flush>
        {list.isPending && <Loading />}
        {none && may('invite.issue') && <FirstDevice />}
        {none && !may('invite.issue') && (
          <Empty title="No device has been paired yet">
            <p>It appears here as soon as somebody pairs one.</p>
          </Empty>
        )}
        {!none && newest && devices.length === 0 && (
          <Empty title="No device matches">
            <p>Choose another status, or search for fewer letters.</p>
          </Empty>
        )}
        {devices.length > 0 && <DeviceList devices={devices} />}
        <More
          shown={devices.length}
          total={newest?.total}
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={() => nextPage(list)}
        />
      </Panel>
    </Page>
  );
}

/** For a device that shows a code itself. */
function EnterCode() {
  return (
    <Button component={Link} to="/activate" variant="default">
      Enter a code from a device
    </Button>
  );
}
