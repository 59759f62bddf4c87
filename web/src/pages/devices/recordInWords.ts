import type { ConnectionRecord } from '../../api/types';
import { grouped } from '../../rustdesk/id';

const KINDS = ['remote control', 'a file transfer', 'port forwarding', 'the camera', 'a terminal'];

/** `AlarmAuditType` of the RustDesk client. */
const ALARMS: Record<string, string> = {
  0: 'Somebody at an address that is not allowed tried to connect',
  1: 'Somebody typed more than 30 wrong passwords',
  2: 'Somebody typed 6 wrong passwords within a minute',
  6: 'Many addresses of one network tried to connect',
  7: 'Somebody typed wrong passwords for a terminal',
  8: 'Somebody tried to sign in to several terminals at once',
};

type Details = ConnectionRecord['details'];

/** One record of the connections of a device, as a sentence. Clients are not bound to a form: every part may be missing. */
export function recordInWords({ kind, details }: ConnectionRecord): string {
  if (kind === 'file') return file(details);
  if (kind === 'alarm') return alarm(details);
  return connection(details);
}

function alarm({ typ, info }: Details): string {
  const what = ALARMS[String(typ)] ?? 'The device raised an alarm';
  const { name, id, ip, text } = readInfo(info);
  const source = [who({ peer_id: id, peer_name: name }, ''), ip].filter(Boolean).join(' at ');
  return `${what}${source && ` (${source})`}${text && `: ${text}`}`;
}

/** The client puts JSON into a text. A text that is no JSON object is shown as it is. */
function readInfo(info: Details[string] | undefined): Record<'name' | 'id' | 'ip' | 'text', string> {
  const none = { name: '', id: '', ip: '', text: '' };
  const told = String(info ?? '');
  try {
    const { name = '', id = '', ip = '' } = JSON.parse(told) ?? {};
    return { ...none, name: String(name), id: String(id), ip: String(ip) };
  } catch {
    return { ...none, text: told };
  }
}

function connection(details: Details): string {
  const number = details.conn_id === undefined ? 'A session' : `Session ${details.conn_id}`;
  if (details.action === 'new') return `${number} began${details.ip ? `, from ${details.ip}` : ''}`;
  if (details.action === 'close') return `${number} ended`;
  const what = KINDS[Number(details.type)];
  return `${number} was opened by ${who(details)}${what ? ` for ${what}` : ''}`;
}

function file(details: Details): string {
  const way = details.type === 1 ? 'received' : 'sent';
  return `${who(details, 'Somebody')} ${way} ${details.path || 'files'}`;
}

function who({ peer_id, peer_name }: Details, nobody = 'somebody'): string {
  const id = peer_id ? grouped(String(peer_id)) : '';
  if (peer_name) return id ? `${peer_name} (${id})` : String(peer_name);
  return id || nobody;
}
