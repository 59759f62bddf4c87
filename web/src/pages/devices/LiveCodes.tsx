import { Button } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { cancelInvite } from '../../api/invites';
import type { Invite } from '../../api/types';
import { useSave } from '../../forms/useSave';
import { clock, minutesAndSeconds } from '../../ui/format';
import table from '../../ui/table.module.css';
import { useNow } from '../../ui/useNow';
import { recall } from '../pair/issued';
import css from './Devices.module.css';

const PairDialog = lazy(async () => ({ default: (await import('../pair/PairDialog')).PairDialog }));

/** Codes nobody has used yet stand above the devices they will become. */
export function LiveCodes({ codes }: { codes: Invite[] }) {
  const now = useNow(1000);
  const [shownId, setShownId] = useState<string | null>(null);
  const live = codes.filter((invite) => Date.parse(invite.expires_at) > now);
  const shown = shownId ? recall(shownId) : undefined;
  if (live.length === 0 && !shown) return null;
  return (
    <>
      {live.length > 0 && (
        <ul className={css.codes} aria-label="Codes waiting for a device">
          {live.map((invite) => (
            <LiveCode key={invite.id} invite={invite} now={now} onShow={() => setShownId(invite.id)} />
          ))}
        </ul>
      )}
      <Suspense>{shown && <PairDialog initial={shown} onClose={() => setShownId(null)} />}</Suspense>
    </>
  );
}

function LiveCode({ invite, now, onShow }: { invite: Invite; now: number; onShow: () => void }) {
  const cancel = useSave({
    send: () => cancelInvite(invite.id),
    refresh: [['invites']],
    failure: 'The code is still valid',
  });
  return (
    <li>
      <IconQrcode size={24} stroke={1.6} className={css.codeIcon} aria-hidden="true" />
      <div className={css.codeText}>
        <span dir="auto">
          {invite.device_name ? `Code for ${invite.device_name}` : 'Code for a new device'}
        </span>
        <div className={table.sub}>
          by {invite.issued_by.name}, until {clock(invite.expires_at)}
        </div>
      </div>
      <span className={css.left}>{minutesAndSeconds(Date.parse(invite.expires_at) - now)} left</span>
      {recall(invite.id) && (
        <Button size="compact-md" variant="default" onClick={onShow}>
          Show code
        </Button>
      )}
      <Button size="compact-md" variant="subtle" loading={cancel.isPending} onClick={() => cancel.run()}>
        Cancel
      </Button>
    </li>
  );
}
