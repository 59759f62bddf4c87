import type { Answered } from './bodies';
import { ask, client } from './client';
import type { paths } from './schema';

export type Approval = Answered<paths['/api/link-requests/approve']['post']>;
export type LinkRequest = Answered<paths['/api/link-requests/look']['post']>;

export const fetchLinkRequest = (code: string) =>
  ask(client.POST('/api/link-requests/look', { body: { code } }));
export const approveRequest = (code: string, digits: string) =>
  ask(client.POST('/api/link-requests/approve', { body: { code, digits } }));
export const denyRequest = (code: string) => ask(client.POST('/api/link-requests/deny', { body: { code } }));
