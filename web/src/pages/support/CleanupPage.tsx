import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { abandonedQuery } from '../../api/support';
import { useMay } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { Empty } from '../../ui/Empty';
import { plural } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { AbandonedDevices } from './AbandonedDevices';
import { RemovedDevices } from './RemovedDevices';
import { SupportPage } from './SupportPage';
import { daysOf } from './search';

const route = getRouteApi('/signed-in/support/cleanup');

export function CleanupPage() {
  const days = daysOf(route.useSearch());
  const mayRemove = useMay()('rustdesk.clean_up');
  const { data, error } = useQuery(abandonedQuery(days));
  return (
    <SupportPage
      title="Clean-up"
      lead={`Devices that belong to nobody, are not exempt, and have been silent for a long time. ${mayRemove ? 'Look first, then remove.' : 'An admin can remove them.'}`}
    >
      <DaysChoice days={days} />
      {error && <Note tone="bad">{explain(error)}</Note>}
      <Panel flush>
        {!data && !error && <Loading />}
        {data && data.total === 0 && (
          <Empty title="Nothing to clean up">
            <p>Every device that belongs to nobody has reported in the last {plural(days, 'day', 'days')}.</p>
          </Empty>
        )}
        {data && data.total > 0 && <AbandonedDevices key={days} items={data.items} total={data.total} />}
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
      label="Silent for"
      style={{ maxWidth: 240 }}
      value={String(days)}
      data={choices.map((value) => ({ value: String(value), label: plural(value, 'day', 'days') }))}
      onChange={(event) =>
        navigate({ search: { days: Number(event.currentTarget.value) }, replace: true, resetScroll: false })
      }
    />
  );
}
