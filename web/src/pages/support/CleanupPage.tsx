import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { abandonedQuery, refreshSupport, removeDevices } from '../../api/support';
import type { AbandonedDevice } from '../../api/types';
import { explain } from '../../forms/explain';
import { Confirm } from '../../ui/Confirm';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { count, plural } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { DeviceActs } from './DeviceActs';
import { DEVICE_COLUMNS } from './deviceColumns';
import { RemovedDevices } from './RemovedDevices';
import css from './Support.module.css';
import { ForAdmins, SupportPage } from './SupportPage';
import { daysOf } from './search';

const route = getRouteApi('/signed-in/support/cleanup');

export function CleanupPage() {
  return (
    <ForAdmins>
      <Cleanup />
    </ForAdmins>
  );
}

function Cleanup() {
  const days = daysOf(route.useSearch());
  const { data, error } = useQuery(abandonedQuery(days));
  return (
    <SupportPage
      title="Clean-up"
      lead="Devices that belong to nobody, are not exempt, and have been silent for long. Look first, then remove."
    >
      <DaysChoice days={days} />
      {error && <Note tone="bad">{explain(error)}</Note>}
      <Panel flush>
        {!data && !error && <Loading />}
        {data && data.total === 0 && (
          <Empty title="Nothing to clean up">
            <p>No device has been silent for {plural(days, 'day', 'days')} and belongs to nobody.</p>
          </Empty>
        )}
        {data && data.total > 0 && <Preview key={days} items={data.items} total={data.total} />}
      </Panel>
      <RemovedDevices />
    </SupportPage>
  );
}

const CHOICES = [7, 30, 60, 90, 180, 365];

function DaysChoice({ days }: { days: number }) {
  const navigate = route.useNavigate();
  const choices = [...new Set([...CHOICES, days])].sort((one, other) => one - other);
  return (
    <NativeSelect
      label="Not heard of for"
      style={{ maxWidth: 240 }}
      value={String(days)}
      data={choices.map((value) => ({ value: String(value), label: `${value} days` }))}
      onChange={(event) =>
        navigate({ search: { days: Number(event.currentTarget.value) }, replace: true, resetScroll: false })
      }
    />
  );
}

/** Nothing is chosen at first: what goes is named by hand. */
function Preview({ items, total }: { items: AbandonedDevice[]; total: number }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  // A device that came back to life meanwhile has left the list, and with it the choice.
  const going = items.filter(({ id }) => chosen.has(id));
  const toggle = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  const all = going.length === items.length;
  return (
    <>
      <div className={css.bar}>
        <span role="status">
          {total > items.length
            ? `The first ${count(items.length)} of ${plural(total, 'device', 'devices')}`
            : plural(total, 'device', 'devices')}
          {going.length > 0 && `, ${count(going.length)} chosen`}
        </span>
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
      </div>
      <DataTable
        label="Devices that would go"
        rows={items}
        keyOf={({ id }) => id}
        columns={DEVICE_COLUMNS}
        select={({ id, name }) => (
          <input
            type="checkbox"
            className={css.box}
            aria-label={`Choose ${name}`}
            checked={chosen.has(id)}
            onChange={(event) => toggle(id, event.currentTarget.checked)}
          />
        )}
        actions={({ id, name, rustdesk_id }) => (
          <DeviceActs device={{ id, name, rustdeskId: rustdesk_id, isExempt: false }} />
        )}
      />
      {asking && <ConfirmRemoval devices={going} onClose={() => setAsking(false)} />}
    </>
  );
}

function ConfirmRemoval({ devices, onClose }: { devices: AbandonedDevice[]; onClose: () => void }) {
  const act = async () => {
    await removeDevices(devices.map(({ id }) => id));
    await refreshSupport();
  };
  const what = plural(devices.length, 'device', 'devices');
  return (
    <Confirm
      title={`Remove ${what}?`}
      yes={`Remove ${what}`}
      danger
      act={act}
      explain={explain}
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
  return new Intl.ListFormat('en').format(more > 0 ? [...names, `${count(more)} more`] : names);
}
