import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endDeviceSession, sessionsOfDeviceQuery } from '../../api/devices';
import type { RunningSession } from '../../api/types';
import { explain } from '../../forms/explain';
import { usePolling } from '../../realtime/useLive';
import { grouped } from '../../rustdesk/id';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { tellFailure } from '../../ui/toasts';
import { When } from '../../ui/When';
import css from './DevicePage.module.css';
import { toldInWords } from './toldInWords';

const SHOWN = 20;

/** Who is connected to a RustDesk device, and what it told of earlier sessions. */
export function RustDeskSessions({ deviceId }: { deviceId: string }) {
  const { data, error } = useQuery({ ...sessionsOfDeviceQuery(deviceId), ...usePolling() });
  return (
    <Panel title="Sessions" lead="As the device itself tells: nobody vouches for it.">
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data && data.running.length + data.items.length === 0 && (
        <p className={css.none}>Nobody is connected, and nothing was told yet.</p>
      )}
      <ul className={css.running} aria-label="Running sessions">
        {data?.running.map((session) => (
          <Running key={session.connection} deviceId={deviceId} session={session} />
        ))}
      </ul>
      <ol className={css.events} aria-label="What the device told">
        {data?.items.slice(0, SHOWN).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and never change their order
          <li key={`${line.at}-${index}`}>
            <span dir="auto">{toldInWords(line)}</span> <When at={line.at} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Running({ deviceId, session }: { deviceId: string; session: RunningSession }) {
  const queries = useQueryClient();
  const who = nameOf(session);
  const end = useMutation({
    mutationFn: () => endDeviceSession(deviceId, session.connection),
    onSettled: () => queries.invalidateQueries({ queryKey: ['device'] }),
    onError: (error) =>
      tellFailure('The session goes on', explain(error, { NOT_FOUND: 'It has ended already.' })),
  });
  return (
    <li>
      <div>
        <strong dir="auto">{who}</strong>
        <div className={css.sub}>
          {session.address && `from ${session.address}, `}connected <When at={session.since} />
        </div>
      </div>
      {session.ending ? (
        <span role="status">Ending…</span>
      ) : (
        <Button
          size="compact-md"
          variant="default"
          aria-label={`End the session of ${who}`}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          End session
        </Button>
      )}
    </li>
  );
}

function nameOf({ peer_name, peer_id, connection }: RunningSession): string {
  const id = peer_id && grouped(peer_id);
  if (peer_name) return id ? `${peer_name} (${id})` : peer_name;
  return id || `Session ${connection}`;
}
