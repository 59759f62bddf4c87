import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { deviceQuery } from '../api/devices';
import { queryClient } from '../api/queries';
import { isDialogOpen } from '../pages/pair/issued';
import { onDeviceChange } from '../realtime/live';

/** The list shows the new device too; this only draws the eye, and not while the pairing dialog says it already. */
async function announce(id: string) {
  const device = await queryClient.fetchQuery({ ...deviceQuery(id), staleTime: 0 }).catch(() => null);
  if (!device || device.status === 'waiting' || isDialogOpen()) return;
  notifications.show({
    id: `joined-${id}`,
    color: 'pine',
    title: `${device.name} joined`,
    message: device.platform,
  });
}

export function useJoinToasts(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    return onDeviceChange(({ change, device_id }) => {
      if (change === 'paired') setTimeout(() => void announce(device_id), 400);
    });
  }, [wanted]);
}
