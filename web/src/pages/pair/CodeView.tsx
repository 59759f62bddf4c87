import { Button, VisuallyHidden } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { IssuedCode } from '../../api/types';
import { Copy } from '../../ui/Copy';
import { Note } from '../../ui/Note';
import { inGroups, isLoopback, shortAddress, spelled } from './code';
import css from './Pair.module.css';
import { PrintSheet } from './PrintSheet';
import { QrTools } from './QrTools';
import { qrAsSvg } from './qr';
import { Ring } from './Ring';
import { SendByMail } from './SendByMail';
import { announcement, type Countdown, useCountdown } from './useCountdown';

export interface CodeViewProps {
  code: IssuedCode;
  onNew: () => void;
  onSeveral: (count: number) => void;
}

export function CodeView({ code, onNew, onSeveral }: CodeViewProps) {
  const url = new URL(code.url);
  const countdown = useCountdown(code.created_at, code.expires_at);
  return (
    <div className={css.columns}>
      <div className={css.left}>
        <div className={css.qr} data-testid="pairing-qr" data-ended={countdown.ended}>
          <img
            src={qrAsSvg(code)}
            alt={countdown.ended ? 'QR code, expired' : 'QR code for the new device'}
            width={320}
            height={320}
          />
          {countdown.ended && <span className={css.stamp}>Expired</span>}
        </div>
        {!countdown.ended && <QrTools code={code} />}
        {isLoopback(url.hostname) && (
          <Note tone="warn">
            Only this computer can open this code: it holds the address <bdi translate="no">{url.host}</bdi>.
            Other devices need an address they can reach, which is set as HANDFAST_PUBLIC_URL.
          </Note>
        )}
      </div>
      <div className={css.right}>
        <TheCode code={code.code} url={code.url} ended={countdown.ended} />
        <Renewal countdown={countdown} expiresAt={code.expires_at} onNew={onNew} />
        <Note tone="warn">Never send this code to anyone you don’t know.</Note>
        {!countdown.ended && <SendByMail code={code} />}
        <Several onSeveral={onSeveral} />
      </div>
      <PrintSheet codes={[code]} />
    </div>
  );
}

function TheCode({ code, url, ended }: { code: string; url: string; ended: boolean }) {
  return (
    <div>
      <p className={css.lead}>
        Scan the QR code with the new device,
        <br />
        or open <strong translate="no">{shortAddress(url)}</strong> on it and type the code:
      </p>
      <div className={css.code} data-ended={ended}>
        <bdi role="img" aria-label={spelled(code)} translate="no" data-testid="pairing-code">
          {inGroups(code)}
        </bdi>
      </div>
      {!ended && (
        <div className={css.row}>
          <Copy text={inGroups(code)} size="sm">
            Copy code
          </Copy>
          <Copy text={url} size="sm">
            Copy link
          </Copy>
        </div>
      )}
    </div>
  );
}

interface RenewalProps {
  countdown: Countdown;
  expiresAt: string;
  onNew: () => void;
}

/** One press makes a new code; the old one stays valid until it expires. */
function Renewal({ countdown, expiresAt, onNew }: RenewalProps) {
  const button = useRef<HTMLButtonElement>(null);
  const urgent = countdown.ending || countdown.ended;
  useEffect(() => {
    if (countdown.ended) button.current?.focus();
  }, [countdown.ended]);
  return (
    <div className={css.renewal}>
      <Ring countdown={countdown} expiresAt={expiresAt} />
      <Button
        ref={button}
        size="sm"
        variant={urgent ? 'filled' : 'subtle'}
        leftSection={<IconRefresh size={18} aria-hidden="true" />}
        onClick={onNew}
      >
        New code
      </Button>
      {countdown.ending && (
        <p className={css.ending}>This code expires soon. Get a new one if you need more time.</p>
      )}
      <VisuallyHidden role="status">{announcement(countdown.left)}</VisuallyHidden>
    </div>
  );
}

function Several({ onSeveral }: { onSeveral: (count: number) => void }) {
  return (
    <div className={css.several}>
      <span id="several-codes">Several devices? Get a sheet of codes:</span>
      <fieldset className={css.row} aria-labelledby="several-codes">
        {[3, 4, 5].map((count) => (
          <Button
            key={count}
            size="compact-md"
            variant="default"
            aria-label={`${count} codes`}
            onClick={() => onSeveral(count)}
          >
            {count}
          </Button>
        ))}
      </fieldset>
    </div>
  );
}
