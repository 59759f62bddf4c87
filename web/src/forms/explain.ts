import { ApiProblem } from '../api/problem';
import { plural } from '../ui/format';

type Words = Record<string, string>;

/** What a person can do about each answer. A screen may know better and pass its own words. */
const general: Words = {
  OFFLINE: 'The server cannot be reached. Check the network, then try again; nothing you typed is lost.',
  UNAUTHENTICATED: 'You have been signed out. Sign in again to go on; nothing you typed is lost.',
  INVALID_CREDENTIALS:
    'That e-mail address and password do not go together. Check both, or ask for a new password.',
  ACCOUNT_LOCKED:
    'Too many wrong passwords were tried for this account. Sign in where you have signed in before, or choose a new password by “Forgot your password?”. If this server sends no e-mail, ask whoever runs it for a link.',
  ACCOUNT_DISABLED: 'This account is blocked. Ask an owner or admin of your company to enable it again.',
  FORBIDDEN: 'Your role does not allow this. An owner or admin can do it, or change your role.',
  COOKIE_NOT_KEPT:
    'Your browser did not keep the cookie that signing in needs. Allow cookies for this site, or open its https address, then try again.',
  CSRF_FAILED: 'This page has been open for too long. Reload it and try again.',
  REAUTHENTICATION_REQUIRED: 'This needs your password. Try again and type it when you are asked.',
  SIGNED_IN_AS_ANOTHER:
    'Somebody else is now signed in on this browser. Nothing was done; the page starts again.',
  NOT_FOUND: 'This is no longer there. Someone may have deleted it a moment ago.',
  CONFLICT: 'Someone changed this at the same moment. Look at it again, then repeat what you wanted to do.',
  INVALID_INPUT: 'Some of what you typed cannot be used. Please check the marked fields.',
  CODE_ALREADY_USED: 'A device has used this code already. Make a new one for the next device.',
  CODE_EXPIRED: 'This code has expired. Make a new one.',
  CODE_NOT_FOUND: 'This code is no longer there. Make a new one.',
  NOT_WAITING: 'Someone has already let this device in or turned it away. Look at the list again.',
  INVALID_FORMAT: 'This does not have the right form. Compare it with the original and type it again.',
  SUBSCRIPTION_REQUIRED:
    'This needs an active subscription. Ask support to start it; nothing you have is lost.',
  FOREIGN_CODE: 'This is not your personal code. Reload the page: your own code is at the top.',
  NOTHING_TO_UPDATE: 'No device is linked any more. Reload the page and link this one.',
  ALREADY_LINKED: 'A device is linked already. Change it instead of linking another one.',
  DEVICE_LINKED_ELSEWHERE:
    'This device is linked to somebody else. Compare the ID with the app digit by digit; if it is right, ask support.',
  RUSTDESK_ID_TAKEN: 'Another device has this RustDesk ID now. Look it up to see which one.',
  DEVICE_BLOCKED: 'This device is blocked. Enable it first, or ask support to do so.',
  DEVICE_NOT_HEARD:
    'This device has not reported here for long enough yet. Leave RustDesk open on it for half a minute, then try again.',
  WRONG_DIGITS: 'These are not the last 3 digits of the ID. Look at it again in the app on the device.',
  TOO_LARGE: 'That is more text than fits. Make it shorter and try again.',
  WEAK_PASSWORD:
    'This password is too easy to guess. Use a longer one, such as three or four unrelated words.',
  WRONG_PASSWORD: 'The current password is not right. Type it again.',
  MAIL_NOT_CONFIGURED: 'This server cannot send e-mail. Copy the link and hand it over another way.',
  LINK_EXPIRED: 'This link has been used or is too old. Ask for a new one.',
  SETUP_TOKEN_WRONG:
    'This setup link is not the right one. Use the newest link the server printed when it started.',
  ALREADY_SET_UP: 'This server is set up already. Sign in instead.',
  EMAIL_TAKEN: 'Someone with this e-mail address is here already. Look for them in the list.',
  ROLE_TOO_HIGH: 'You cannot give a role above your own. Ask an owner to do it.',
  LAST_OWNER:
    'This is the only owner. Make someone else an owner first, so that someone can still manage everything.',
  SELF: 'You cannot do this to your own account. Ask another owner or admin.',
  VERSION_CONFLICT: 'Someone else saved changes while you were typing.',
  TOO_MANY_LIVE_CODES:
    'As many codes as allowed are waiting already. Cancel one, or wait until one is used or expires.',
  METHOD_NOT_ALLOWED: 'This page is older than the server. Reload it and try again.',
  UNSUPPORTED_MEDIA_TYPE: 'This page is older than the server. Reload it and try again.',
  REQUEST_TIMEOUT: 'The network was too slow to carry this. Try again; nothing you typed is lost.',
  INTERNAL:
    'The server made a mistake and logged it; nothing was changed. Try again, and tell whoever runs it if it happens again.',
  BUSY: 'The server is busy for the moment. Try again shortly.',
  UNAVAILABLE: 'The server is busy for the moment. Try again shortly.',
};

function wait(seconds: number): string {
  return seconds < 90
    ? plural(seconds, 'second', 'seconds')
    : plural(Math.ceil(seconds / 60), 'minute', 'minutes');
}

export function explain(error: unknown, own: Words = {}): string {
  if (!(error instanceof ApiProblem)) return 'Something went wrong on this page. Reload it and try again.';
  const words = own[error.code];
  if (words) return words;
  if (error.status === 429) {
    const when = error.retryAfter ? `Wait ${wait(error.retryAfter)}` : 'Wait a minute';
    return general[error.code] ?? `That was a lot in a short time. ${when}, then try again.`;
  }
  if (error.status === 503 && error.retryAfter) {
    return `The server is busy for the moment. Try again in ${wait(error.retryAfter)}.`;
  }
  return (
    general[error.code] ||
    error.detail ||
    (error.status >= 500
      ? 'The server made a mistake. Try again; if it happens again, tell whoever runs it.'
      : 'The server refused this. Reload the page and try again.')
  );
}

/** The server's word on one field, to stand under it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.fields.find((problem) => problem.field === field || problem.field.endsWith(`.${field}`))
    ?.message;
}
