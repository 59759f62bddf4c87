import { Button } from '@mantine/core';
import { IconDownload, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { byServer } from '../../api/serverTime';
import { reportCsvUrl, reportQuery } from '../../api/support';
import type { UnpairedDevice, UnpairedReport } from '../../api/types';
import { explain } from '../../forms/explain';
import { Chips } from '../../ui/Chips';
import { Empty } from '../../ui/Empty';
import { clock, count, timeZone } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { AddDevice } from './AddDevice';
import { ExemptList } from './ExemptList';
import css from './Support.module.css';
import { SupportPage } from './SupportPage';
import { UnpairedList } from './UnpairedList';

const REPORT = '/api/admin/devices/unpaired';

export function UnpairedPage() {
  const { data, error, dataUpdatedAt, isFetching, refetch } = useQuery(reportQuery(REPORT));
  return (
    <SupportPage
      title="Unpaired devices"
      lead="RustDesk devices that report here and belong to no customer yet."
      actions={<Actions />}
    >
      {data && <Figures report={data} />}
      <div className={css.tools}>
        <span role="status">{data && `As of ${clock(byServer(dataUpdatedAt))} (${timeZone})`}</span>
        <Button
          variant="default"
          size="sm"
          loading={isFetching}
          leftSection={<IconRefresh size={18} aria-hidden="true" />}
          onClick={() => refetch()}
        >
          Refresh
        </Button>
      </div>
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!data && !error && <Loading />}
      {data && <Devices report={data} />}
    </SupportPage>
  );
}

function Actions() {
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Button
        component="a"
        href={reportCsvUrl(REPORT)}
        download
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden="true" />}
      >
        Export CSV
      </Button>
      <Button leftSection={<IconPlus size={19} aria-hidden="true" />} onClick={() => setAdding(true)}>
        Add device
      </Button>
      {adding && <AddDevice onClose={() => setAdding(false)} />}
    </>
  );
}

function Figures({ report }: { report: UnpairedReport }) {
  const figures: [name: string, value: number, help: string][] = [
    ['Total', report.total, 'paired and unpaired'],
    ['Paired', report.paired, 'belong to a customer'],
    ['Unpaired', report.unpaired, 'belong to nobody yet'],
    ['Grandfathered', report.grandfathered, 'exempt, counted apart'],
  ];
  return (
    <dl className={css.figures}>
      {figures.map(([name, value, help]) => (
        <div key={name} data-alarm={name === 'Unpaired' && value > 0}>
          <dt>
            {name} <small>{help}</small>
          </dt>
          <dd data-testid={`figure-${name.toLowerCase()}`}>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

type Shown = 'all' | 'late' | 'exempt';

function Devices({ report }: { report: UnpairedReport }) {
  const [show, setShow] = useState<Shown>('all');
  const late = report.unpairedDevices.filter((device) => device.overdue);
  return (
    <>
      <Chips
        label="Which devices"
        value={show}
        onChange={setShow}
        chips={[
          { value: 'all', label: 'Unpaired', count: report.unpairedDevices.length },
          { value: 'late', label: 'Over 7 days', count: late.length },
          { value: 'exempt', label: 'Exempt', count: report.grandfathered },
        ]}
      />
      <Panel flush>
        {show === 'all' && <All devices={report.unpairedDevices} />}
        {show === 'late' && <Late devices={late} />}
        {show === 'exempt' && <ExemptList />}
      </Panel>
    </>
  );
}

function All({ devices }: { devices: UnpairedDevice[] }) {
  if (devices.length > 0) return <UnpairedList devices={devices} />;
  return (
    <Empty title="Every device belongs to somebody">
      <p>A new one appears here as soon as its RustDesk app reports to this server.</p>
    </Empty>
  );
}

function Late({ devices }: { devices: UnpairedDevice[] }) {
  return devices.length > 0 ? (
    <UnpairedList devices={devices} />
  ) : (
    <Empty title="No unpaired device has been known for more than 7 days" />
  );
}
