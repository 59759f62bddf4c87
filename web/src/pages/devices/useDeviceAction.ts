import { DEVICE_KEYS } from '../../api/devices';
import { useSave } from '../../forms/useSave';

/** What a button does to a device. The lists are asked again, also when the socket that would say so is down. */
export function useDeviceAction(
  send: (id: string) => Promise<unknown>,
  failure: string,
  onDone?: () => unknown,
) {
  return useSave({ send, failure, onDone, refresh: DEVICE_KEYS });
}
