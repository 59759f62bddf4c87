import { Button } from '@mantine/core';
import { replaceDevice } from '../../api/devices';
import type { DeviceDetail } from '../../api/types';
import { useMay } from '../../app/useSession';
import { Note } from '../../ui/Note';
import { When } from '../../ui/When';
import { useDeviceAction } from './useDeviceAction';

/** The same person paired a device of this name and kind before. Only people know whether it is the same one. */
export function Replaces({ device }: { device: DeviceDetail }) {
  const old = device.replaces;
  const mayReplace = useMay()('device.replace');
  const replace = useDeviceAction(
    (id) => replaceDevice(id, old?.id ?? ''),
    `${device.name} does not replace the old entry`,
  );
  if (!old || !mayReplace) return null;
  return (
    <Note
      action={
        <Button
          size="sm"
          variant="default"
          loading={replace.isPending}
          onClick={() => replace.run(device.id)}
        >
          Replace the old one
        </Button>
      }
    >
      Does it replace <bdi>{old.name}</bdi>,{' '}
      <span>
        {old.last_seen_at ? (
          <>
            last seen <When at={old.last_seen_at} />
          </>
        ) : (
          'never seen'
        )}
      </span>
      ? If so, the old entry is signed out and removed.
    </Note>
  );
}
