import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { approveDevice, rejectDevice, waitingQuery } from '../../api/devices';
import type { Device } from '../../api/types';
import { useMay } from '../../app/useSession';
import { usePolling } from '../../realtime/useLive';
import { When } from '../../ui/When';
import css from './Devices.module.css';
import { useDeviceAction } from './useDeviceAction';

/** Someone stands there and waits: always on top, whatever the list is filtered by. */
export function WaitingDevices() {
  const { data } = useQuery({ ...waitingQuery, ...usePolling() });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={css.waiting} aria-label="Waiting for approval">
      {data.items.map((device) => (
        <WaitingDevice key={device.id} device={device} />
      ))}
    </section>
  );
}

function WaitingDevice({ device }: { device: Device }) {
  const mayApprove = useMay()('device.approve');
  const approve = useDeviceAction(approveDevice, `${device.name} is not approved`);
  const reject = useDeviceAction(rejectDevice, `${device.name} is still waiting`);
  return (
    <article className={css.ask}>
      <div className={css.askText}>
        <h2 dir="auto">{device.name} asks to join</h2>
        <p>
          {device.platform} from {device.address}, with a code of {device.person?.name},{' '}
          <When at={device.paired_at} />.{' '}
          {mayApprove ? 'Approve it only if you know this device.' : 'It waits until a manager approves it.'}
        </p>
      </div>
      {mayApprove && (
        <Group gap="sm">
          <Button loading={approve.isPending} onClick={() => approve.run(device.id)}>
            Approve
          </Button>
          <Button variant="default" loading={reject.isPending} onClick={() => reject.run(device.id)}>
            Not mine
          </Button>
        </Group>
      )}
    </article>
  );
}
