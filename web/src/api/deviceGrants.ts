import type { Answered, Sent } from './bodies';
import { ask, client } from './client';
import type { paths } from './schema';

/** What a device asks for, as the person who typed its code sees it. */
export type DeviceRequest = Answered<paths['/api/device-grants/look']['post']>;
export type Risk = DeviceRequest['risks'][number];
export type LetIn = Answered<paths['/api/device-grants/approve']['post']>;
type Approval = Sent<paths['/api/device-grants/approve']['post']>;

export const lookAtRequest = (user_code: string) =>
  ask(client.POST('/api/device-grants/look', { body: { user_code } }));
export const approveRequest = (approval: Approval) =>
  ask(client.POST('/api/device-grants/approve', { body: approval }));
export const denyRequest = (user_code: string) =>
  ask(client.POST('/api/device-grants/deny', { body: { user_code } }));
