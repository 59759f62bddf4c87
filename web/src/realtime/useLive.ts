import { useEffect, useSyncExternalStore } from 'react';
import { type LiveState, liveState, onLiveState, pollingWhile, startLive, stopLive } from './live';

export function useLiveState(): LiveState {
  return useSyncExternalStore(onLiveState, liveState);
}

export const usePolling = () => pollingWhile(useLiveState());

export function useLiveConnection(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    void startLive();
    return stopLive;
  }, [wanted]);
}
