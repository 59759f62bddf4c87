import type { paths } from './schema';

type Body<Response> = Response extends { content: { 'application/json': infer Content } } ? Content : never;
type Ok<Operation> = Operation extends { responses: infer Responses }
  ? Body<Responses[keyof Responses & (200 | 201 | 202)]>
  : never;
type Sent<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Content } } }
  ? Content
  : never;

export type Session = Ok<paths['/api/session']['get']>;
export type SessionEntry = Ok<paths['/api/sessions']['get']>['items'][number];
export type Role = Session['person']['role'];

export type DevicePage = Ok<paths['/api/devices']['get']>;
export type Device = DevicePage['items'][number];
export type DeviceDetail = Ok<paths['/api/devices/{id}']['get']>;
export type DeviceStatus = NonNullable<
  NonNullable<paths['/api/devices']['get']['parameters']['query']>['status']
>;

export type IssuedCode = Ok<paths['/api/invites']['post']>['invites'][number];
export type Invite = Ok<paths['/api/invites']['get']>['items'][number];

export type AuditItem = Ok<paths['/api/audit']['get']>['items'][number];

export type Person = Ok<paths['/api/people']['get']>['items'][number];
export type Invitation = Ok<paths['/api/people']['post']>;
export type NewPerson = Sent<paths['/api/people']['post']>;

export type Tenant = Ok<paths['/api/tenant']['get']>;
export type Settings = Tenant['settings'];
export type TenantChange = Sent<paths['/api/tenant']['patch']>;

export type SigningSecret = Ok<paths['/api/tenant/stripe']['get']>['secrets'][number];

export type Token = Ok<paths['/api/tokens']['get']>['items'][number];
export type NewToken = Sent<paths['/api/tokens']['post']>;

export type CustomerPage = Ok<paths['/api/device/link']['get']>;
export type OwnLink = NonNullable<CustomerPage['link']>;
export type PhoneSetup = Ok<paths['/api/rustdesk/config']['get']>;
export type Approval = Ok<paths['/api/link-requests/approve']['post']>;
export type LinkRequest = Ok<paths['/api/link-requests/look']['post']>;

export type UnpairedReport = Ok<paths['/api/admin/devices/unpaired']['get']>;
export type UnpairedDevice = UnpairedReport['unpairedDevices'][number];
export type AbandonedDevice = Ok<paths['/api/admin/devices/cleanup']['get']>['items'][number];
type DeviceSessions = Ok<paths['/api/admin/devices/{id}/sessions']['get']>;
export type DeviceDoubts = Ok<paths['/api/admin/devices/{id}/rivals']['get']>;
export type Rival = DeviceDoubts['items'][number];
export type RunningSession = DeviceSessions['running'][number];
export type ToldSession = DeviceSessions['items'][number];
export type ExemptDevice = Ok<paths['/api/admin/devices/exempt']['get']>['items'][number];
export type RemovedDevice = Ok<paths['/api/admin/devices/removed']['get']>['items'][number];
export type CustomerSubscription = Ok<paths['/api/admin/subscriptions']['get']>['items'][number];
export type SubscriptionState = CustomerSubscription['state'];
export type Story = Ok<paths['/api/admin/lookup']['get']>;
export type CustomerStory = Story['customers'][number];
export type FoundDevice = Story['devices'][number];
