import { useEffect, useSyncExternalStore } from 'react';
import { type LiveState, liveState, onLiveState, startLive, stopLive } from './live';

const POLL_MS = 15_000;

export function useLiveState(): LiveState {
  return useSyncExternalStore(onLiveState, liveState);
}

/** For queries the socket keeps fresh: while it is down, ask every so often instead. */
export function usePolling(): { refetchInterval: number | false } {
  return { refetchInterval: useLiveState() === 'live' ? false : POLL_MS };
}

export function useLiveConnection(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    void startLive();
    return stopLive;
  }, [wanted]);
}
