import type { components } from '../api/schema';

type ServerCode = components['schemas']['Problem']['code'];

/** Problems that this page finds by itself. */
type OwnCode =
  | 'FOREIGN_ANSWER'
  | 'FOREIGN_QR'
  | 'NETWORK'
  | 'NEWER_QR'
  | 'OTHER_ADDRESS'
  | 'PAGE_FAULT'
  | 'STORAGE_CLEARED'
  | 'STORE_FAULT';

/** Handled without a sentence: the request is repeated, or the state of the pairing changes. */
type ActedUpon = 'BUSY' | 'DEVICE_DISABLED' | 'INTERNAL' | 'INVALID_TOKEN' | 'USE_DPOP_NONCE';

/** Refusals of requests that this page never sends. If one arrives all the same, the server's own sentence is shown. */
type OfOtherPages =
  | 'ACCOUNT_DISABLED'
  | 'ACCOUNT_LOCKED'
  | 'ALREADY_LINKED'
  | 'ALREADY_SET_UP'
  | 'BAD_SIGNATURE'
  | 'CSRF_FAILED'
  | 'DEVICE_BLOCKED'
  | 'DEVICE_LINKED_ELSEWHERE'
  | 'DEVICE_NOT_HEARD'
  | 'EMAIL_TAKEN'
  | 'FORBIDDEN'
  | 'FOREIGN_CODE'
  | 'HEADERS_TOO_LARGE'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_INPUT'
  | 'LAST_OPERATOR'
  | 'LAST_OWNER'
  | 'LAST_SECOND_FACTOR'
  | 'LINK_EXPIRED'
  | 'MAIL_NOT_CONFIGURED'
  | 'MALFORMED_REQUEST'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'NOT_WAITING'
  | 'NO_PASSKEY'
  | 'NO_SECOND_FACTOR'
  | 'NOTHING_TO_UPDATE'
  | 'PASSKEYS_UNAVAILABLE'
  | 'PASSKEY_EXPIRED'
  | 'PASSKEY_NOT_ACCEPTED'
  | 'PEOPLE_QUOTA'
  | 'REAUTHENTICATION_REQUIRED'
  | 'REQUEST_TIMEOUT'
  | 'ROLE_TOO_HIGH'
  | 'RUSTDESK_ID_TAKEN'
  | 'SECOND_FACTOR_NEEDED'
  | 'SECOND_FACTOR_ON'
  | 'SECOND_FACTOR_REQUIRED'
  | 'SELF'
  | 'SERVICE_ACCOUNT_EXPIRED'
  | 'SERVICE_ACCOUNT_LIMIT'
  | 'SETUP_TOKEN_WRONG'
  | 'SIGN_IN_FIRST'
  | 'SIGN_IN_STEP_EXPIRED'
  | 'SIGNED_IN_AS_ANOTHER'
  | 'SUBSCRIPTION_REQUIRED'
  | 'TENANT_CLOSING'
  | 'TOO_LARGE'
  | 'TOO_MANY_LIVE_CODES'
  | 'TOO_MANY_PASSKEYS'
  | 'UNAUTHENTICATED'
  | 'UNKNOWN_HOST'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VERSION_CONFLICT'
  | 'WEAK_PASSWORD'
  | 'WRONG_DIGITS'
  | 'WRONG_PASSWORD'
  | 'WRONG_SECOND_FACTOR';

/** Why something did not work. A newer server may give a code that is not among these. */
export type Code = ServerCode | OwnCode;

/** Those for which this page has words of its own. */
export type ExplainedCode = Exclude<Code, ActedUpon | OfOtherPages>;
