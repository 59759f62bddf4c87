import { DEVICE_KEYS } from '../../api/devices';
import { useSave } from '../../forms/useSave';

/** A change of a device by a button. The lists are fetched again, since the socket may be down. */
export function useDeviceAction(
  send: (id: string) => Promise<unknown>,
  failure: string,
  onDone?: () => unknown,
) {
  return useSave({ send, failure, onDone, refresh: DEVICE_KEYS });
}
