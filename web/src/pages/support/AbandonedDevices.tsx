import { Button } from '@mantine/core';
import { useState } from 'react';
import { removeDevices, SUPPORT_KEYS } from '../../api/support';
import type { AbandonedDevice } from '../../api/types';
import { useMay } from '../../app/useSession';
import { Confirm } from '../../forms/Confirm';
import { DataTable } from '../../ui/DataTable';
import { count, counted, list, plural } from '../../ui/format';
import { DeviceActions } from './DeviceActions';
import { DEVICE_COLUMNS } from './deviceColumns';
import css from './Support.module.css';

/** Nothing is chosen at first, so that everything removed was chosen by hand. */
export function AbandonedDevices({ items, total }: { items: AbandonedDevice[]; total: number }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const mayRemove = useMay()('rustdesk.clean_up');
  // A device that reported again meanwhile is no longer in the list, and so no longer chosen.
  const going = items.filter(({ id }) => chosen.has(id));
  const toggle = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  const all = going.length === items.length;
  return (
    <>
      <div className={css.bar}>
        <span role="status">{shownInWords(items.length, total, going.length)}</span>
        {mayRemove && (
          <div className={css.buttons}>
            <Button
              variant="default"
              size="sm"
              onClick={() => setChosen(new Set(all ? [] : items.map(({ id }) => id)))}
            >
              {all ? 'Choose none' : 'Choose all'}
            </Button>
            <Button size="sm" color="red.8" disabled={going.length === 0} onClick={() => setAsking(true)}>
              Remove {going.length > 0 && plural(going.length, 'device', 'devices')}
            </Button>
          </div>
        )}
      </div>
      <DataTable
        label={mayRemove ? 'Devices to remove' : 'Abandoned devices'}
        rows={items}
        keyOf={({ id }) => id}
        columns={DEVICE_COLUMNS}
        select={
          !mayRemove
            ? undefined
            : ({ id, name }) => (
                <input
                  type="checkbox"
                  className={css.box}
                  aria-label={`Choose ${name}`}
                  checked={chosen.has(id)}
                  onChange={(event) => toggle(id, event.currentTarget.checked)}
                />
              )
        }
        actions={({ id, name, rustdesk_id }) => (
          <DeviceActions device={{ id, name, rustdeskId: rustdesk_id, isExempt: false }} />
        )}
      />
      {asking && <ConfirmRemoval devices={going} onClose={() => setAsking(false)} />}
    </>
  );
}

function shownInWords(shown: number, total: number, chosen: number): string {
  const all = total === 1 ? '1 device' : `${counted(total)} devices`;
  const what = total > shown ? `The first ${count(shown)} of ${all}` : all;
  return chosen > 0 ? `${what}, ${count(chosen)} chosen` : what;
}

function ConfirmRemoval({ devices, onClose }: { devices: AbandonedDevice[]; onClose: () => void }) {
  const what = plural(devices.length, 'device', 'devices');
  return (
    <Confirm
      title={`Remove ${what}?`}
      yes={`Remove ${what}`}
      danger
      send={() => removeDevices(devices.map(({ id }) => id))}
      refresh={SUPPORT_KEYS}
      onClose={onClose}
    >
      <strong dir="auto">{namesOf(devices)}</strong> will be gone from the lists and the figures. For 30 days
      you can bring back what was removed by mistake. The audit log says that you did it.
    </Confirm>
  );
}

const NAMED = 5;

function namesOf(devices: AbandonedDevice[]): string {
  const names = devices.slice(0, NAMED).map(({ name }) => name);
  const more = devices.length - names.length;
  return list(more > 0 ? [...names, `${count(more)} more`] : names);
}
