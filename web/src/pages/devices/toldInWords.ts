import type { ToldSession } from '../../api/types';
import { grouped } from '../../rustdesk/id';

const KINDS = ['remote control', 'a file transfer', 'a port forwarding', 'the camera', 'a terminal'];

type Details = ToldSession['details'];

/** A line of a device's own story. The client sends what it likes: everything may be missing. */
export function toldInWords({ kind, details }: ToldSession): string {
  if (kind === 'file') return file(details);
  if (kind === 'alarm') return alarm(details);
  return connection(details);
}

function alarm({ typ, info }: Details): string {
  const number = typ === undefined ? 'An alarm' : `Alarm ${typ}`;
  return info ? `${number}: ${info}` : number;
}

function connection(details: Details): string {
  const number = details.conn_id === undefined ? 'A session' : `Session ${details.conn_id}`;
  if (details.action === 'new') return `${number} began${details.ip ? `, from ${details.ip}` : ''}`;
  if (details.action === 'close') return `${number} ended`;
  const what = KINDS[Number(details.type)];
  return `${number} is ${who(details)}${what ? ` for ${what}` : ''}`;
}

function file(details: Details): string {
  const way = details.type === 1 ? 'received' : 'sent';
  return `${who(details)} ${way} ${details.path || 'files'}`;
}

function who({ peer_id, peer_name }: Details): string {
  const id = peer_id ? grouped(String(peer_id)) : '';
  if (peer_name) return id ? `${peer_name} (${id})` : String(peer_name);
  return id || 'somebody';
}
