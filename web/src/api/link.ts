import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { CustomerPage } from './types';

const KEY = ['link'];
const WAITING_MS = 3_000;
const RESTING_MS = 15_000;

const waitsForProof = (page: CustomerPage) => page.claim !== null;

/** Customers have no socket. While a device is awaited the page asks often, and at once when someone comes back from the app. */
export const linkQuery = queryOptions({
  queryKey: KEY,
  queryFn: () => ask(client.GET('/api/device/link')),
  refetchOnWindowFocus: 'always',
  refetchInterval: ({ state: { data } }) => (data && waitsForProof(data) ? WAITING_MS : RESTING_MS),
});

/** The first call makes the code; it never changes afterwards. */
export const codeQuery = queryOptions({
  queryKey: ['personal-code'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => ask(client.GET('/api/device/pairing-code')),
});

export const linkDevice = (code: string, deviceId: string) =>
  ask(client.POST('/api/device/pair', { body: { code, deviceId } }));
export const changeLinkedDevice = (newRustDeskId: string) =>
  ask(client.PUT('/api/device/pair', { body: { newRustDeskId } }));
export const followDevice = (rustdesk_id: string) =>
  ask(client.POST('/api/device/follow', { body: { rustdesk_id } }));
export const unlinkDevice = () => ask(client.DELETE('/api/device/pair'));
export const stopWaiting = () => ask(client.DELETE('/api/device/claim'));

export const phoneSetupQuery = queryOptions({
  queryKey: ['phone-setup'],
  queryFn: () => ask(client.GET('/api/rustdesk/config')),
});
