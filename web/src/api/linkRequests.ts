import { ask, client } from './client';

export const fetchLinkRequest = (code: string) =>
  ask(client.POST('/api/link-requests/look', { body: { code } }));
export const approveRequest = (code: string, digits: string) =>
  ask(client.POST('/api/link-requests/approve', { body: { code, digits } }));
export const denyRequest = (code: string) => ask(client.POST('/api/link-requests/deny', { body: { code } }));
