import type { ApiProblem, Code } from '../api/problem';
import { plural } from '../ui/format';

type Sentence = string | ((problem: ApiProblem) => string);

/** Sentences of a screen that knows more than those below. */
export type Words = Partial<Record<Code, string>>;

/** For problems that only programs and the device's own page meet. */
const asTheServerSays = ({ detail }: ApiProblem) => detail;

const busy = ({ retryAfter }: ApiProblem) =>
  `The server is busy for the moment. Try again ${retryAfter ? `in ${wait(retryAfter)}` : 'shortly'}.`;

/** For each problem what somebody can do about it. The compiler notices one without a sentence, and a sentence without a problem. */
export const SENTENCES: Record<Code, Sentence> = {
  OFFLINE: 'The server cannot be reached. Check the network, then try again; nothing you typed is lost.',
  COOKIE_NOT_KEPT:
    'Your browser did not keep the cookie that signing in needs. Allow cookies for this site, or open its https address, then try again.',
  PASSKEY_HERE_ALREADY: 'This device or key already holds a passkey of your account. Use another one.',
  PASSKEY_FAILED:
    'Your browser could not use a passkey here. Try again, or choose another way; the page must be open at the address of this server.',
  STILL_IN_USE:
    'This device has reported in the last 7 days, so it is not abandoned. Assign it or exempt it instead.',

  UNAUTHENTICATED: 'You have been signed out. Sign in again to continue; nothing you typed is lost.',
  INVALID_CREDENTIALS:
    'The e-mail address and the password do not match. Check both, or ask for a new password.',
  ACCOUNT_LOCKED:
    'Too many wrong passwords were tried for this account. Sign in where you have signed in before, or set a new password with “Forgot your password?”. If this server sends no e-mail, ask whoever runs it for a link.',
  ACCOUNT_DISABLED: 'This account is disabled. Ask an owner or admin of your company to enable it again.',
  REAUTHENTICATION_REQUIRED:
    'Confirm that it is you: try again, and type your password or code when you are asked for it.',
  WRONG_SECOND_FACTOR:
    'This code is not right, or was used already. Wait for the next one, or use a recovery code.',
  SECOND_FACTOR_REQUIRED:
    'Your account has a second factor: use a passkey, a code of your app or a recovery code.',
  NO_SECOND_FACTOR: 'Your account no longer has a second factor. Try again with your password.',
  SECOND_FACTOR_NEEDED:
    'A second factor is required of you. Set up a passkey or an app for codes on your account page.',
  LAST_SECOND_FACTOR:
    'A second factor is required of you, and this is your last one. Add another one before you remove it.',
  PASSKEY_NOT_ACCEPTED:
    'This passkey is not known here, or could not be verified. Try another one, or sign in another way.',
  PASSKEY_EXPIRED: 'This took too long. Use the passkey again.',
  NO_PASSKEY: 'Your account no longer has a passkey. Choose another way.',
  PASSKEYS_UNAVAILABLE: 'This server has no https address with a name, so browsers make no passkeys for it.',
  TOO_MANY_PASSKEYS: 'You have as many passkeys as you may have. Remove one that you no longer use first.',
  SECOND_FACTOR_ON: 'Two-step sign-in is on already. Reload the page.',
  SIGN_IN_STEP_EXPIRED: 'This took too long. Go back and enter your password again.',
  WRONG_PASSWORD: 'The current password is not right. Type it again.',
  WEAK_PASSWORD:
    'This password is too easy to guess. Use a longer one, such as three or four unrelated words.',
  SIGNED_IN_AS_ANOTHER: 'This browser is now signed in as somebody else. Nothing was done; the page reloads.',
  CSRF_FAILED: 'This page has been open for too long. Reload it and try again.',
  SIGN_IN_FIRST:
    'This e-mail address has an account here already. Type its password, or sign in with it and open the link again.',
  TENANT_SUSPENDED:
    'This company is suspended on this server. Nothing is lost; ask whoever runs the server to resume it.',
  TENANT_CLOSING: 'This company is being closed. Reopen it first.',
  LINK_EXPIRED: 'This link has been used or is too old. Ask for a new one.',
  SETUP_TOKEN_WRONG:
    'This setup link is not the right one. Use the newest link the server printed when it started.',
  ALREADY_SET_UP: 'This server is already set up. Sign in instead.',

  FORBIDDEN: 'Your role does not allow this. An owner or admin can do it, or change your role.',
  ROLE_TOO_HIGH: 'You cannot give a role above your own. Ask an owner to do it.',
  LAST_OPERATOR:
    'This is the only operator of the server. Make someone else one first, so that someone can still manage its companies.',
  LAST_OWNER:
    'This is the only owner. Make someone else an owner first, so that someone can still manage everything.',
  SELF: 'You cannot do this to your own account. Ask another owner or admin.',
  EMAIL_TAKEN: 'Someone with this e-mail address is already here. Look for them in the list.',

  NOT_FOUND: 'This is no longer there. Someone may have deleted it a moment ago.',
  VERSION_CONFLICT: 'Someone else saved changes while you were typing.',
  INVALID_INPUT: 'Some of what you typed cannot be used. Please check the marked fields.',
  INVALID_FORMAT: 'This does not have the right form. Compare it with the original and type it again.',
  TOO_LARGE: 'This text is too long. Shorten it and try again.',

  CODE_ALREADY_USED: 'A device has already used this code. Make a new one for the next device.',
  CODE_EXPIRED: 'This code has expired. Make a new one.',
  CODE_NOT_FOUND: 'This code is no longer there. Make a new one.',
  TOO_MANY_LIVE_CODES:
    'As many codes as allowed are already waiting. Cancel one, or wait until one is used or expires.',
  SERVICE_ACCOUNT_EXPIRED: 'This service account has expired. Renew it first.',
  SERVICE_ACCOUNT_LIMIT: asTheServerSays,
  OAUTH_CLIENT_LIMIT: asTheServerSays,
  NOT_WAITING: 'Someone has already approved or rejected this device.',
  MAIL_NOT_CONFIGURED: 'This server cannot send e-mail. Copy the link and hand it over another way.',

  SSO_DENIED: 'Your provider did not sign you in. Try again.',
  SSO_EXPIRED: 'This sign-in took too long, or began in another browser. Start it again here.',
  SSO_NOT_ADMITTED:
    'Your provider knows you, but you have no access here yet. Ask an administrator of your company to invite you.',
  SSO_NOT_CONFIRMED:
    'Your provider did not confirm that it is you. Try again, and enter your password there as the same person.',
  SSO_NOT_VALID:
    'The answer of your provider was not valid. Try again; if that does not help, an administrator finds the reason in the audit log.',
  SSO_UNREACHABLE: 'Your provider cannot be reached right now. Try again in a few minutes.',

  SUBSCRIPTION_REQUIRED:
    'This needs an active subscription. Ask support to start it; nothing you have is lost.',
  FOREIGN_CODE: 'This is not your personal code. Reload the page: your own code is at the top.',
  NOTHING_TO_UPDATE: 'No device is linked any more. Reload the page and link this one.',
  ALREADY_LINKED: 'A device is already linked. Change it instead of linking another one.',
  DEVICE_LINKED_ELSEWHERE:
    'This device is linked to somebody else. Compare the ID with the app digit by digit; if it is right, ask support.',
  RUSTDESK_ID_TAKEN: 'Another device has this RustDesk ID now. Look it up to see which one.',
  DEVICE_BLOCKED: 'This device is blocked. Enable it first, or ask support to do so.',
  DEVICE_NOT_HEARD:
    'This device has not reported here for long enough yet. Leave RustDesk open on it for half a minute, then try again.',
  WRONG_DIGITS: 'These are not the last 3 digits of the ID. Look at it again in the app on the device.',

  RATE_LIMITED: ({ retryAfter }) =>
    `Too many tries in a short time. Wait ${retryAfter ? wait(retryAfter) : 'a minute'}, then try again.`,
  BUSY: busy,
  UNAVAILABLE: busy,
  REQUEST_TIMEOUT: 'The network was too slow for this. Try again; nothing you typed is lost.',
  INTERNAL:
    'The server made a mistake and logged it; nothing was changed. Try again, and tell whoever runs it if it happens again.',
  METHOD_NOT_ALLOWED: 'This page is older than the server. Reload it and try again.',
  UNSUPPORTED_MEDIA_TYPE: 'This page is older than the server. Reload it and try again.',

  BAD_SIGNATURE: asTheServerSays,
  DEVICE_DISABLED: asTheServerSays,
  DEVICE_KEY_REQUIRED: asTheServerSays,
  DEVICE_LIMIT: asTheServerSays,
  DEVICE_NOT_REGISTERED: asTheServerSays,
  DEVICE_QUOTA: asTheServerSays,
  HEADERS_TOO_LARGE: asTheServerSays,
  INVALID_CODE: asTheServerSays,
  INVALID_DPOP_PROOF: asTheServerSays,
  INVALID_TOKEN: asTheServerSays,
  MALFORMED_REQUEST: asTheServerSays,
  MISSING_FIELD: asTheServerSays,
  PAIRING_REJECTED: asTheServerSays,
  PEOPLE_QUOTA: asTheServerSays,
  TOO_MANY_ATTEMPTS: asTheServerSays,
  TYPED_ENTRY_OFF: asTheServerSays,
  UNKNOWN_HOST: asTheServerSays,
  ACCESS_DENIED: asTheServerSays,
  AUTHORIZATION_PENDING: asTheServerSays,
  DEVICE_GRANTS_OFF: asTheServerSays,
  EXPIRED_TOKEN: asTheServerSays,
  LINKING_OFF: asTheServerSays,
  PAIRING_OFF: asTheServerSays,
  INVALID_CLIENT: asTheServerSays,
  INVALID_GRANT: asTheServerSays,
  INVALID_SCOPE: asTheServerSays,
  INVALID_TARGET: asTheServerSays,
  NUMBER_NOT_SHOWN: asTheServerSays,
  OTHER_NETWORK: asTheServerSays,
  SLOW_DOWN: asTheServerSays,
  UNAUTHORIZED_CLIENT: asTheServerSays,
  UNSUPPORTED_GRANT_TYPE: asTheServerSays,
  WRONG_NUMBER: asTheServerSays,
  USE_DPOP_NONCE: asTheServerSays,
};

function wait(seconds: number): string {
  return seconds < 90
    ? plural(seconds, 'second', 'seconds')
    : plural(Math.ceil(seconds / 60), 'minute', 'minutes');
}
