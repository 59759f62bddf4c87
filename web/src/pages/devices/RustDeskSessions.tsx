import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { endDeviceSession, sessionsOfDeviceQuery } from '../../api/devices';
import type { RunningSession } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { usePolling } from '../../realtime/useLive';
import { grouped } from '../../rustdesk/id';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './DevicePage.module.css';
import { recordInWords } from './recordInWords';

const SHOWN = 20;
const ENDING_MS = 5_000;

/** Who is connected to a RustDesk device, and what it reported about earlier sessions. */
export function RustDeskSessions({ deviceId }: { deviceId: string }) {
  const polling = usePolling();
  const { data, error } = useQuery({
    ...sessionsOfDeviceQuery(deviceId),
    // A device may ignore the request to end a session, and there is no event for that.
    refetchInterval: ({ state }) =>
      state.data?.running.some(({ ending }) => ending) ? ENDING_MS : polling.refetchInterval,
  });
  return (
    <Panel title="Sessions" lead="The device itself reports them; nothing else confirms them.">
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data && data.running.length + data.items.length === 0 && (
        <p className={css.none}>Nobody is connected, and no session has been reported yet.</p>
      )}
      <ul className={css.running} aria-label="Running sessions">
        {data?.running.map((session) => (
          <Running key={session.connection} deviceId={deviceId} session={session} />
        ))}
      </ul>
      <ol className={css.events} aria-label="What the device reported">
        {data?.items.slice(0, SHOWN).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and never change their order
          <li key={`${line.at}-${index}`}>
            <span dir="auto">{recordInWords(line)}</span> <When at={line.at} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Running({ deviceId, session }: { deviceId: string; session: RunningSession }) {
  const who = nameOf(session);
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <li>
      <div>
        <strong dir="auto">{who}</strong>
        <div className={css.sub}>
          {session.address && `from ${session.address}, `}connected <When at={session.since} />
        </div>
      </div>
      <Button
        ref={button}
        size="compact-md"
        variant="default"
        aria-label={session.ending ? `Ending… the session of ${who}` : `End session of ${who}`}
        aria-disabled={session.ending}
        onClick={() => setAsking(!session.ending)}
      >
        {session.ending ? 'Ending…' : 'End session'}
      </Button>
      {asking && (
        <Confirm
          title={`End the session of ${who}?`}
          yes="End session"
          no="Keep it"
          danger
          send={() => endDeviceSession(deviceId, session.connection)}
          refresh={[['device']]}
          words={{ NOT_FOUND: 'It has already ended.' }}
          onClose={() => setAsking(false)}
          returnTo={button}
        >
          Whoever is connected is cut off within a few seconds, and may connect again.
        </Confirm>
      )}
    </li>
  );
}

function nameOf({ peer_name, peer_id, connection }: RunningSession): string {
  const id = peer_id && grouped(peer_id);
  if (peer_name) return id ? `${peer_name} (${id})` : peer_name;
  return id || `Session ${connection}`;
}
