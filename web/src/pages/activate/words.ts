import type { DeviceRequest, Risk } from '../../api/deviceGrants';
import { ApiProblem, hasCode } from '../../api/problem';
import { explain } from '../../forms/explain';
import type { Words } from '../../forms/sentences';
import { plural } from '../../ui/format';

/** Roles that may approve, in the words of `app/roles.ts`. */
export const WHO_MAY = 'owners, admins, managers and installers';

const words: Words = {
  INVALID_CODE:
    'This code is not valid. Compare it with the screen of the device. If it is the same, it has expired or been used: the device then shows a new one.',
  DEVICE_GRANTS_OFF:
    'Your company does not let devices in by a code that they show. An owner or admin can switch it on in the settings.',
  NUMBER_NOT_SHOWN:
    'Your company requires that the device shows a number to compare, and this one cannot show any. Ask an owner or admin.',
  DEVICE_NOT_REGISTERED:
    'Only devices that your company registered beforehand may join with this app, and this one is not among them. Ask an owner or admin.',
  OTHER_NETWORK:
    'This device may only be approved from the network that it is in itself. Connect this browser to the same network, then try again.',
  DEVICE_LIMIT:
    'You have as many devices as you may have. Remove one that you no longer use, then approve this one.',
  DEVICE_QUOTA:
    'Your company has as many devices as it may have here. Remove one, or ask whoever runs this server, then approve this one.',
};

const TRIES = 3;

/** Nothing that is pressed here could change it any more. */
export const isOver = (error: unknown) =>
  hasCode(error, 'INVALID_CODE') || (isWrongNumber(error) && error.triesLeft === 0);

export const isWrongNumber = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && hasCode(error, 'WRONG_NUMBER');

export function explainGrant(error: unknown): string {
  if (!isWrongNumber(error)) return explain(error, words);
  // Nothing was to be compared when the page was opened, and something has become unusual since.
  if (error.triesLeft === TRIES)
    return 'This request has become unusual. Choose the number that the device shows now.';
  const left = plural(error.triesLeft ?? 0, 'try is', 'tries are');
  return `This is not the number on the device. Look at its screen once more, and choose again; ${left} left.`;
}

/** Why a request can no longer be answered. */
export const explainEnd = (error: unknown) =>
  isWrongNumber(error)
    ? 'Three times it was not the number that the device shows, so nobody can approve this request any more. If the device is in front of you, start again there.'
    : 'It has expired, or somebody has answered it already. If the device still waits, it shows a new code.';

export function riskInWords(risk: Risk, { client_name, company }: DeviceRequest): string {
  return {
    other_network: 'It is in another network than this browser.',
    first_seen: `No device with “${client_name}” has joined ${company.name} before.`,
    unusual_hour: 'At this time of day nobody here usually lets a device in.',
    repeated: 'Several such requests came from there within the last hour, and nobody approved them.',
  }[risk];
}

export const networkInWords = ({ address, same_network }: DeviceRequest) =>
  same_network ? `${address}, the same network as yours` : `${address}, not your network`;

const KNOWN: Record<string, string> = {
  openid: 'Prove which device it is',
  offline_access: 'Stay connected until somebody removes it',
};
const DEEDS: Record<string, string> = {
  read: 'See',
  write: 'Change',
  create: 'Add',
  delete: 'Delete',
  manage: 'Manage',
};
const PARTS = /^(?<thing>[\w-]+)[:.](?<deed>\w+)$/;

/** `orders:read` is "See orders"; of a name that tells nothing there are no words. */
export function scopeInWords(scope: string): string | undefined {
  const { thing, deed } = PARTS.exec(scope)?.groups ?? {};
  const known = Object.hasOwn(KNOWN, scope) ? KNOWN[scope] : undefined;
  return (
    known ??
    (thing && deed && Object.hasOwn(DEEDS, deed)
      ? `${DEEDS[deed]} ${thing.replace(/[_-]/g, ' ')}`
      : undefined)
  );
}
