import type { Socket } from 'socket.io-client';
import { ask, client } from '../api/client';
import { noticeSignedOut, queryClient } from '../api/queries';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

interface DeviceChange {
  change: string;
  device_id: string;
}

type DeviceListener = (change: DeviceChange) => void;

const SOON_MS = 300;
const LATER_MS = 3_000;
const SETTLE_MS = 60;
const POLL_MS = 15_000;

let state: LiveState = 'connecting';
let socket: Socket | undefined;
/** The last call of `startLive`: another may have come while the library was loading. */
let started: object | undefined;
const stateListeners = new Set<() => void>();
const deviceListeners = new Set<DeviceListener>();

export const liveState = () => state;

/** For queries the socket keeps fresh: while it is down, ask every so often instead. */
export function pollingWhile(now: LiveState): { refetchInterval: number | false } {
  return { refetchInterval: now === 'live' ? false : POLL_MS };
}

export function onLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

export function onDeviceChange(listener: DeviceListener): () => void {
  deviceListeners.add(listener);
  return () => deviceListeners.delete(listener);
}

function become(next: LiveState) {
  state = next;
  for (const listener of stateListeners) listener();
}

const stale = new Set<string>();
let settled = true;

/** Events carry no content, and one change sends several: they are gathered for a moment, then everything is fetched once. */
function refetch(...keys: string[]) {
  for (const key of keys) stale.add(key);
  if (!settled) return;
  settled = false;
  setTimeout(() => {
    settled = true;
    for (const key of stale) void queryClient.invalidateQueries({ queryKey: [key] });
    stale.clear();
  }, SETTLE_MS);
}

const refetchAll = () => refetch('devices', 'device', 'pairing-codes', 'alerts', 'audit-newest');

/** Every connection needs its own ticket. Without one the server refuses, and we try again later. */
async function ticket(give: (auth: { ticket?: string }) => void) {
  try {
    give({ ticket: (await ask(client.POST('/api/live/ticket'))).ticket });
  } catch (error) {
    noticeSignedOut(error);
    give({});
  }
}

function listen(live: Socket) {
  live.on('connect', () => {
    become('live');
    refetchAll();
  });
  live.on('disconnect', () => retry(live, SOON_MS));
  live.on('connect_error', () => retry(live, LATER_MS));
  live.on('device_change', (change: DeviceChange) => {
    refetch('devices', 'device', 'pairing-codes', 'audit-newest');
    for (const listener of deviceListeners) listener(change);
  });
  live.on('invite_change', () => refetch('pairing-codes', 'audit-newest'));
  live.on('alert', () => refetch('alerts', 'audit-newest'));
}

/** The library retries lost connections by itself, but not those the server closed or refused. */
function retry(live: Socket, wait: number) {
  become('reconnecting');
  if (live.active) return;
  setTimeout(() => {
    if (socket === live) live.connect();
  }, wait);
}

/** Undefined where it cannot be fetched: the network is gone, or the page is being left. Until then the pages poll. */
async function library() {
  try {
    return (await import('socket.io-client')).io;
  } catch {
    return undefined;
  }
}

export async function startLive(): Promise<void> {
  const mine = {};
  started = mine;
  const io = await library();
  if (mine !== started) return;
  if (!io) {
    setTimeout(() => mine === started && startLive(), LATER_MS);
    return;
  }
  socket = io({ auth: ticket, transports: ['websocket', 'polling'], reconnectionDelayMax: 10_000 });
  listen(socket);
}

export function stopLive(): void {
  started = undefined;
  socket?.disconnect();
  socket = undefined;
  become('connecting');
}
