import { useEffect } from 'react';
import { deviceQuery } from '../api/devices';
import { queryClient } from '../api/queries';
import { isDialogOpen } from '../pages/pair/issued';
import { onDeviceChange } from '../realtime/live';
import { notifyNews } from '../ui/toasts';

/**
 * Announces a new device, which the list shows too, unless the pairing dialog says so already. The dialog needs the same details,
 * so they are fetched in any case.
 */
async function announce(id: string) {
  const device = await queryClient.fetchQuery({ ...deviceQuery(id), staleTime: 0 }).catch(() => null);
  if (isDialogOpen()) return;
  if (device && device.status !== 'waiting')
    notifyNews(`joined-${id}`, `${device.name} joined`, device.platform);
}

export function useJoinToasts(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    return onDeviceChange(({ change, device_id }) => {
      if (change === 'paired') void announce(device_id);
    });
  }, [wanted]);
}
