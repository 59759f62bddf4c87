/** Stands in for the types generated from the server's OpenAPI document, in the same shape. */

type Reply<Status extends number, Content> = {
  [K in Status]: { headers: Record<string, unknown>; content: { 'application/json': Content } };
};
type Params<Query, Path> = { header?: never; cookie?: never } & ([Query] extends [never]
  ? { query?: never }
  : { query?: Query }) &
  ([Path] extends [never] ? { path?: never } : { path: Path });
type Op<Status extends number, Content, Body = never, Query = never, Path = never> = {
  parameters: Params<Query, Path>;
  responses: Reply<Status, Content>;
} & ([Body] extends [never] ? { requestBody?: never } : { requestBody: { content: { 'application/json': Body } } });

type Id = { id: string };
type Named = { id: string; name: string };
type Paged<Item> = { items: Item[]; next_cursor: string | null };
export type Role = 'owner' | 'admin' | 'manager' | 'staff' | 'customer';

type Server = {
  version: string;
  name: string;
  mail: boolean;
  public_url: string;
  setup_needed: boolean;
  server_time: string;
  password_min_length: number;
};
type Session = {
  person: { id: string; name: string; email: string; role: Role };
  tenant: Named;
  csrf_token: string;
  can: string[];
};
type SessionEntry = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string;
  user_agent: string;
  current: boolean;
};
type Person = {
  id: string;
  name: string;
  email: string;
  role: Role;
  status: 'active' | 'invited' | 'disabled';
  created_at: string;
  last_seen_at: string | null;
  devices: number;
  invitation_expires_at: string | null;
};
type Invitation = { person: Person; invitation_url: string; expires_at: string; mailed: boolean };
type Token = {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
};
type Settings = {
  max_live_codes: number;
  code_minutes: number;
  code_length: 6 | 8;
  approval: 'never' | 'typed' | 'other_network' | 'always';
  max_devices_per_person: number | null;
  device_limit_policy: 'refuse' | 'replace_idle';
  device_key: 'optional' | 'required';
  credential_days: number;
};
type Tenant = { id: string; name: string; version: number; settings: Settings; defaults: Settings };
type IssuedInvite = {
  id: string;
  code: string;
  url: string;
  qr_svg: string;
  qr_png: string;
  device_name: string | null;
  created_at: string;
  expires_at: string;
  state: string;
};
type Invite = {
  id: string;
  device_name: string | null;
  created_at: string;
  expires_at: string;
  state: 'live' | 'used' | 'expired' | 'cancelled' | 'locked';
  issued_by: Named;
  attempts: number;
  device_id: string | null;
};
type Device = {
  id: string;
  name: string;
  status: 'online' | 'offline' | 'blocked' | 'waiting';
  platform: string;
  user_agent: string;
  fingerprint: string;
  person: Named;
  paired_at: string;
  last_seen_at: string | null;
  address: string;
  key_bound: boolean;
  credential_expires_at: string;
  version: number;
  failures: number;
};
type AuditItem = {
  id: string;
  at: string;
  action: string;
  outcome: 'done' | 'refused';
  reason: string | null;
  actor: { kind: 'person' | 'device' | 'anonymous' | 'system'; id: string | null; name: string | null };
  subject: {
    kind: 'device' | 'invite' | 'person' | 'tenant' | 'token' | 'session';
    id: string | null;
    name: string | null;
  };
  address: string | null;
  sentence: string;
  details: Record<string, unknown>;
};
type Counts = { all: number; online: number; offline: number; blocked: number; waiting: number };

export interface paths {
  '/api/server': { get: Op<200, Server> };
  '/api/session': {
    get: Op<200, Session>;
    post: Op<200, Session, { email: string; password: string }>;
    delete: Op<204, undefined>;
  };
  '/api/session/password': { put: Op<200, Session, { current_password: string; new_password: string }> };
  '/api/sessions': { get: Op<200, { items: SessionEntry[] }>; delete: Op<204, undefined> };
  '/api/sessions/{id}': { delete: Op<204, undefined, never, never, Id> };
  '/api/password-resets': { post: Op<202, { message: string }, { email: string }> };
  '/api/password-resets/redeem': { post: Op<204, undefined, { token: string; new_password: string }> };
  '/api/setup': {
    post: Op<
      201,
      Session,
      { token: string; tenant_name: string; owner_name: string; owner_email: string; password: string }
    >;
  };
  '/api/people': {
    get: Op<
      200,
      Paged<Person> & { total: number },
      never,
      { search?: string; role?: string; status?: string; cursor?: string; limit?: number }
    >;
    post: Op<201, Invitation, { name: string; email: string; role: Role; send_mail: boolean }>;
  };
  '/api/people/{id}': { patch: Op<200, Person, { name?: string; role?: Role }, never, Id> };
  '/api/people/{id}/invitation': {
    post: Op<200, Invitation, { send_mail: boolean }, never, Id>;
    delete: Op<204, undefined, never, never, Id>;
  };
  '/api/people/{id}/disable': { post: Op<200, Person, never, never, Id> };
  '/api/people/{id}/enable': { post: Op<200, Person, never, never, Id> };
  '/api/invitations/look': {
    post: Op<200, { tenant_name: string; email: string; name: string; role: Role }, { token: string }>;
  };
  '/api/invitations/redeem': { post: Op<201, Session, { token: string; name: string; password: string }> };
  '/api/tokens': {
    get: Op<200, { items: Token[]; scopes: { name: string; description: string }[] }>;
    post: Op<201, Token & { token: string }, { name: string; scopes: string[]; expires_in_days: number }>;
  };
  '/api/tokens/{id}': { delete: Op<204, undefined, never, never, Id> };
  '/api/tenant': {
    get: Op<200, Tenant>;
    patch: Op<200, Tenant, { version: number; name?: string; settings?: Partial<Settings> }>;
  };
  '/api/invites': {
    get: Op<
      200,
      { items: Invite[]; live: number; max_live: number; server_time: string },
      never,
      { state?: string }
    >;
    post: Op<
      201,
      { invites: IssuedInvite[]; server_time: string },
      { count?: number; device_name?: string }
    >;
  };
  '/api/invites/{id}': { delete: Op<204, undefined, never, never, Id> };
  '/api/invites/{id}/mail': { post: Op<202, { message: string }, { email: string; url: string }, never, Id> };
  '/api/devices': {
    get: Op<
      200,
      Paged<Device> & { total: number; counts: Counts },
      never,
      { search?: string; status?: string; sort?: string; cursor?: string; limit?: number }
    >;
  };
  '/api/devices/{id}': {
    get: Op<200, Device & { events: AuditItem[] }, never, never, Id>;
    patch: Op<200, Device, { name: string }, never, Id>;
    delete: Op<204, undefined, never, never, Id>;
  };
  '/api/devices/{id}/enable': { post: Op<200, Device, never, never, Id> };
  '/api/devices/{id}/disable': { post: Op<200, Device, never, never, Id> };
  '/api/devices/{id}/approve': { post: Op<200, Device, never, never, Id> };
  '/api/devices/{id}/reject': { post: Op<204, undefined, never, never, Id> };
  '/api/live/ticket': { post: Op<200, { ticket: string; expires_in: number }> };
  '/api/audit': {
    get: Op<
      200,
      Paged<AuditItem> & { actions: string[] },
      never,
      {
        action?: string;
        actor?: string;
        subject?: string;
        outcome?: string;
        from?: string;
        to?: string;
        search?: string;
        cursor?: string;
        limit?: number;
      }
    >;
  };
  '/api/alerts': { get: Op<200, { items: AuditItem[] }> };
}
