import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FoundDevice } from '../../api/types';
import { useMay } from '../../app/useSession';
import { ReachId } from '../../rustdesk/ReachId';
import { Facts } from '../../ui/Facts';
import { day } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { DeviceActions } from './DeviceActions';
import { DeviceLink } from './DeviceLink';
import { History } from './History';
import css from './Support.module.css';
import { Conflict } from './UnpairedList';

/** A device that belongs to nobody. */
export function DeviceResult({ device }: { device: FoundDevice }) {
  const { id, name, rustdesk_id: rustdeskId, exemption } = device;
  return (
    <Panel
      title={name}
      lead={device.removed_at ? 'Removed' : 'Belongs to nobody'}
      actions={
        !device.removed_at && (
          <DeviceActions device={{ id, name, rustdeskId, isExempt: exemption !== null }} />
        )
      }
    >
      <div className={css.result}>
        {device.conflicts > 0 && <Conflict />}
        {device.removed_at && <Removed at={device.removed_at} />}
        <Facts facts={factsOf(device)} />
        <History items={device.history} />
      </div>
    </Panel>
  );
}

/** What a removed device reports is ignored. */
function Removed({ at }: { at: string }) {
  const mayRestore = useMay()('rustdesk.clean_up');
  return (
    <Note tone="warn">
      It was removed <When at={at} /> and is ignored.{' '}
      {mayRestore ? (
        <>
          <Link to="/support/cleanup">Bring it back under Clean-up</Link> if it is needed again.
        </>
      ) : (
        'An admin can bring it back.'
      )}
    </Note>
  );
}

function factsOf(device: FoundDevice): [string, ReactNode][] {
  const { exemption } = device;
  const facts: [string, ReactNode][] = [
    ['RustDesk ID', <ReachId key="id" id={device.rustdesk_id} />],
    ['Status', <Status key="status" status={device.status} lastSeen={device.last_seen_at} />],
    ['Known since', <When key="since" at={device.created_at} />],
  ];
  if (device.hostname && device.hostname !== device.name) facts.push(['Its own name', device.hostname]);
  if (device.os) facts.push(['System', device.os]);
  if (exemption) {
    const end = exemption.until ? `until ${day(exemption.until)}` : 'with no end date';
    facts.push(['Exempt from pairing', `${exemption.reason} (${end}, by ${exemption.by ?? 'an import'})`]);
  }
  if (!device.removed_at) {
    facts.push(['More', <DeviceLink key="more" id={device.id} name="Sessions and events" />]);
  }
  return facts;
}
