import type { ReactNode } from 'react';
import type { FoundDevice } from '../../api/types';
import { RustDeskId } from '../../rustdesk/RustDeskId';
import { Facts } from '../../ui/Facts';
import { day } from '../../ui/format';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { DeviceActs } from './DeviceActs';
import { DeviceLink } from './DeviceLink';
import { History } from './History';
import css from './Support.module.css';
import { Conflict } from './UnpairedList';

/** A device that is nobody's. */
export function DeviceStory({ device }: { device: FoundDevice }) {
  const { id, name, rustdesk_id: rustdeskId, exemption } = device;
  return (
    <Panel
      title={name}
      lead="Belongs to nobody"
      actions={<DeviceActs device={{ id, name, rustdeskId, isExempt: exemption !== null }} />}
    >
      <div className={css.story}>
        {device.conflicts > 0 && <Conflict />}
        <Facts facts={factsOf(device)} />
        <History items={device.history} />
      </div>
    </Panel>
  );
}

function factsOf(device: FoundDevice): [string, ReactNode][] {
  const { exemption } = device;
  const facts: [string, ReactNode][] = [
    ['Device', <DeviceLink key="device" id={device.id} name={device.name} />],
    ['RustDesk ID', <RustDeskId key="id" id={device.rustdesk_id} />],
    ['Status', <Status key="status" status={device.status} lastSeen={device.last_seen_at} />],
    ['Known since', <When key="since" at={device.created_at} />],
  ];
  if (device.hostname) facts.push(['Its own name', device.hostname]);
  if (device.os) facts.push(['System', device.os]);
  if (exemption) {
    const end = exemption.until ? `until ${day(exemption.until)}` : 'without an end';
    facts.push(['Exempt from pairing', `${exemption.reason} (${end}, by ${exemption.by ?? 'an import'})`]);
  }
  return facts;
}
