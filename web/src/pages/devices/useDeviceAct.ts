import { useMutation, useQueryClient } from '@tanstack/react-query';
import { explain } from '../../forms/explain';
import { tellFailure } from '../../ui/toasts';

/** Runs an act on a device and fetches the lists again, also when the socket that would say so is down. */
export function useDeviceAct(act: (id: string) => Promise<unknown>, failure: string) {
  const refresh = useRefreshDevices();
  return useMutation({
    mutationFn: act,
    onSettled: refresh,
    onError: (error) => tellFailure(failure, explain(error)),
  });
}

export function useRefreshDevices() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      ['devices', 'device', 'invites'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    );
}
