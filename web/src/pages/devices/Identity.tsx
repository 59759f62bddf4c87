import { Button } from '@mantine/core';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { acceptConflict, followRenamed, identityQuery } from '../../api/deviceIdentity';
import type { DeviceIdentity, UuidConflict } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { useSave } from '../../forms/useSave';
import { usePolling } from '../../realtime/useLive';
import { grouped } from '../../rustdesk/id';
import { plural } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './DevicePage.module.css';

/** The change of a device's identity can show on every page. */
const EVERYTHING: QueryKey[] = [[]];

/** Shown only if the identity is in doubt: the device seems to have another ID, or other installations use its ID. */
export function Identity({ deviceId, name }: { deviceId: string; name: string }) {
  const { data } = useQuery({ ...identityQuery(deviceId), ...usePolling() });
  if (!data || (data.items.length === 0 && !data.renamed_to)) return null;
  return (
    <Panel title="Which device is this?">
      {data.renamed_to && <Renamed deviceId={deviceId} name={name} to={data.renamed_to} />}
      {data.items.length > 0 && (
        <div className={css.doubt}>
          <p className={css.none}>
            Other installations say that they are this device. They are ignored until its customer uses their
            code on one of them, or you trust one instead.
          </p>
          <ul className={css.running} aria-label="Other installations">
            {data.items.map((conflict) => (
              <Conflict key={conflict.id} deviceId={deviceId} name={name} conflict={conflict} />
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

interface RenamedProps {
  deviceId: string;
  name: string;
  to: NonNullable<DeviceIdentity['renamed_to']>;
}

function Renamed({ deviceId, name, to }: RenamedProps) {
  const move = useSave({ send: () => followRenamed(deviceId, to.rustdesk_id), refresh: EVERYTHING });
  return (
    <div className={css.doubt}>
      <Note tone="warn">
        <strong dir="auto">{name}</strong> now seems to have the ID{' '}
        <strong translate="no">{grouped(to.rustdesk_id)}</strong>: the same installation reports under that
        ID, and no longer under this one. Ask its customer, then move the link.
      </Note>
      {move.problem && <Note tone="bad">{move.problem}</Note>}
      <Button loading={move.isPending} onClick={() => move.run()} style={{ justifySelf: 'start' }}>
        Move the link to {grouped(to.rustdesk_id)}
      </Button>
    </div>
  );
}

function Conflict({ deviceId, name, conflict }: { deviceId: string; name: string; conflict: UuidConflict }) {
  const [asking, setAsking] = useState(false);
  return (
    <li>
      <span>
        <strong dir="auto">
          {conflict.person ? `${conflict.person.name} confirmed it` : 'Nobody has confirmed it'}
        </strong>
        <br />
        from {conflict.address || 'an unknown address'}, {plural(conflict.beats, 'heartbeat', 'heartbeats')},
        last <When at={conflict.last_seen_at} />
      </span>
      <Button variant="default" onClick={() => setAsking(true)}>
        Trust this one
      </Button>
      {asking && (
        <Confirm
          title={`Is ${name} this installation now?`}
          yes="Trust this one"
          no="Cancel"
          send={() => acceptConflict(deviceId, conflict.id)}
          refresh={EVERYTHING}
          onClose={() => setAsking(false)}
        >
          The one known so far is then ignored, and this one is trusted. The customer stays the same.
        </Confirm>
      )}
    </li>
  );
}
