import { Button, Group } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { approveDevice, rejectDevice } from '../../api/devices';
import type { DeviceDetail } from '../../api/types';
import { Facts } from '../../ui/Facts';
import { When } from '../../ui/When';
import { useDeviceAction } from '../devices/useDeviceAction';
import css from './Pair.module.css';

/** A device used the code and waits for approval. */
export function Asking({ device }: { device: DeviceDetail }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const approve = useDeviceAction(approveDevice, `${device.name} is not approved`);
  const reject = useDeviceAction(rejectDevice, `${device.name} is still waiting`);
  return (
    <div className={css.result}>
      <div className={css.badge} data-tone="asking" aria-hidden="true">
        <IconHourglass size={40} stroke={2} />
      </div>
      <div role="status">
        <h3 ref={heading} tabIndex={-1} dir="auto">
          {device.name} asks to join
        </h3>
      </div>
      <p>Is this the device in front of you? It waits until you answer.</p>
      <div className={css.facts}>
        <Facts
          facts={[
            ['Platform', device.platform],
            ['Network address', device.address],
            ['Browser or app', device.user_agent],
            ['Asked', <When key="asked" at={device.paired_at} />],
          ]}
        />
      </div>
      <Group gap="sm" justify="center">
        <Button variant="default" loading={reject.isPending} onClick={() => reject.run(device.id)}>
          Not mine
        </Button>
        <Button loading={approve.isPending} onClick={() => approve.run(device.id)}>
          Approve
        </Button>
      </Group>
    </div>
  );
}
