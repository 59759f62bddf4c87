import { Button } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { cancelCode } from '../../api/pairingCodes';
import type { PairingCode } from '../../api/types';
import { useMay } from '../../app/useSession';
import { useSave } from '../../forms/useSave';
import { clock, minutesAndSeconds } from '../../ui/format';
import table from '../../ui/table.module.css';
import { useNow } from '../../ui/useNow';
import { recall } from '../pair/issued';
import css from './Devices.module.css';

const PairDialog = lazy(async () => ({ default: (await import('../pair/PairDialog')).PairDialog }));

/** Codes that nobody has used yet, above the list of devices. */
export function LiveCodes({ codes }: { codes: PairingCode[] }) {
  const now = useNow(1000);
  const [shownId, setShownId] = useState<string | null>(null);
  const live = codes.filter((code) => Date.parse(code.expires_at) > now);
  const shown = shownId ? recall(shownId) : undefined;
  if (live.length === 0 && !shown) return null;
  return (
    <>
      {live.length > 0 && (
        <ul className={css.codes} aria-label="Codes waiting for a device">
          {live.map((code) => (
            <LiveCode key={code.id} code={code} now={now} onShow={() => setShownId(code.id)} />
          ))}
        </ul>
      )}
      <Suspense>{shown && <PairDialog initial={shown} onClose={() => setShownId(null)} />}</Suspense>
    </>
  );
}

function LiveCode({ code, now, onShow }: { code: PairingCode; now: number; onShow: () => void }) {
  const mayCancel = useMay()('invite.cancel');
  const cancel = useSave({
    send: () => cancelCode(code.id),
    refresh: [['pairing-codes']],
    failure: 'The code is still valid',
  });
  return (
    <li>
      <IconQrcode size={24} stroke={1.6} className={css.codeIcon} aria-hidden="true" />
      <div className={css.codeText}>
        <span dir="auto">{code.device_name ? `Code for ${code.device_name}` : 'Code for a new device'}</span>
        <div className={table.sub}>
          by {code.issued_by.name}, until {clock(code.expires_at)}
        </div>
      </div>
      <span className={css.left}>{minutesAndSeconds(Date.parse(code.expires_at) - now)} left</span>
      {recall(code.id) && (
        <Button size="compact-md" variant="default" onClick={onShow}>
          Show code
        </Button>
      )}
      {mayCancel && (
        <Button size="compact-md" variant="subtle" loading={cancel.isPending} onClick={() => cancel.run()}>
          Cancel
        </Button>
      )}
    </li>
  );
}
