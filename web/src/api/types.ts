import type { Answered, Sent } from './bodies';
import type { paths } from './schema';

export type Session = Answered<paths['/api/session']['get']>;
export type SessionEntry = Answered<paths['/api/sessions']['get']>['items'][number];
export type Role = NonNullable<Session['person']['role']>;
/** A session that acts for a company; the others act for the server, as its operator. */
export type MemberSession = Session & {
  person: { role: Role };
  tenant: NonNullable<Session['tenant']>;
};
export type NextStep = Extract<Answered<paths['/api/session']['post']>, { token: string }>;

export type SecondFactors = Answered<paths['/api/session/second-factors']['get']>;
export type Passkey = SecondFactors['passkeys'][number];
export type RegisteredPasskey = Answered<paths['/api/session/passkeys']['post']>;
export type CreationOptions = Answered<paths['/api/session/passkeys/challenge']['post']>;
export type RequestOptions = Answered<paths['/api/session/passkey/challenge']['post']>;
export type PasskeyMade = Sent<paths['/api/session/passkeys']['post']>['credential'];
export type PasskeyUsed = Sent<paths['/api/session/passkey']['post']>['credential'];

export type DevicePage = Answered<paths['/api/devices']['get']>;
export type Device = DevicePage['items'][number];
export type DeviceDetail = Answered<paths['/api/devices/{id}']['get']>;
export type DeviceStatus = NonNullable<
  NonNullable<paths['/api/devices']['get']['parameters']['query']>['status']
>;

export type IssuedCode = Answered<paths['/api/invites']['post']>['invites'][number];
export type PairingCode = Answered<paths['/api/invites']['get']>['items'][number];

export type AuditItem = Answered<paths['/api/audit']['get']>['items'][number];

export type User = Answered<paths['/api/people']['get']>['items'][number];
export type Invitation = Answered<paths['/api/people']['post']>;
export type NewUser = Sent<paths['/api/people']['post']>;

export type Company = Answered<paths['/api/tenants']['get']>['items'][number];
export type CreatedCompany = Answered<paths['/api/tenants']['post']>;
export type NewCompany = Sent<paths['/api/tenants']['post']>;
export type CompanyChange = Sent<paths['/api/tenants/{id}']['patch']>;

export type Tenant = Answered<paths['/api/tenant']['get']>;
export type Settings = Tenant['settings'];
export type TenantChange = Sent<paths['/api/tenant']['patch']>;

export type CompanySignIn = Answered<paths['/api/tenant/sso']['get']>;
export type CompanyProvider = NonNullable<CompanySignIn['provider']>;
export type NewProvider = Sent<paths['/api/tenant/sso']['put']>;
export type ProviderRole = NonNullable<NewProvider['default_role']>;

export type OauthClient = Answered<paths['/api/oauth-clients']['get']>['items'][number];
export type NewOauthClient = Sent<paths['/api/oauth-clients']['post']>;
export type OauthClientChange = Sent<paths['/api/oauth-clients/{id}']['patch']>;

export type Notice = Answered<paths['/api/notices']['get']>['items'][number];
export type Recipient = Answered<paths['/api/notice-recipients']['get']>['items'][number];
export type NewRecipient = Sent<paths['/api/notice-recipients']['post']>;

export type SigningSecret = Answered<paths['/api/tenant/stripe']['get']>['secrets'][number];

export type Token = Answered<paths['/api/tokens']['get']>['items'][number];
export type NewToken = Sent<paths['/api/tokens']['post']>;

export type ServiceAccount = Answered<paths['/api/service-accounts']['get']>['items'][number];
export type ServiceToken = ServiceAccount['tokens'][number];
export type NewServiceAccount = Sent<paths['/api/service-accounts']['post']>;
export type ServiceAccountChange = Sent<paths['/api/service-accounts/{id}']['patch']>;

export type CustomerPage = Answered<paths['/api/device/link']['get']>;
export type OwnLink = NonNullable<CustomerPage['link']>;
export type PhoneSetup = Answered<paths['/api/rustdesk/config']['get']>;

export type UnpairedReport = Answered<paths['/api/admin/devices/unpaired']['get']>;
export type UnpairedDevice = UnpairedReport['unpairedDevices'][number];
export type AbandonedDevice = Answered<paths['/api/admin/devices/cleanup']['get']>['items'][number];
type DeviceSessions = Answered<paths['/api/admin/devices/{id}/sessions']['get']>;
export type DeviceIdentity = Answered<paths['/api/admin/devices/{id}/rivals']['get']>;
export type UuidConflict = DeviceIdentity['items'][number];
export type RunningSession = DeviceSessions['running'][number];
export type ConnectionRecord = DeviceSessions['items'][number];
export type ExemptDevice = Answered<paths['/api/admin/devices/exempt']['get']>['items'][number];
export type RemovedDevice = Answered<paths['/api/admin/devices/removed']['get']>['items'][number];
export type CustomerSubscription = Answered<paths['/api/admin/subscriptions']['get']>['items'][number];
export type SubscriptionState = CustomerSubscription['state'];
export type LookupResult = Answered<paths['/api/admin/lookup']['get']>;
export type FoundCustomer = LookupResult['customers'][number];
export type FoundDevice = LookupResult['devices'][number];
