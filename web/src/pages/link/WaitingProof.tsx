import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import { linkQuery, stopWaiting } from '../../api/link';
import type { CustomerPage } from '../../api/types';
import { useSave } from '../../forms/useSave';
import { RustDeskId } from '../../rustdesk/RustDeskId';
import { absolute } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { CorrectId } from './CorrectId';
import css from './Link.module.css';
import { linkWords } from './words';

type Claim = NonNullable<CustomerPage['claim']>;

/** The customer named a device, which has to prove that it is theirs. The page asks the server every few seconds. */
export function WaitingProof({ page, claim }: { page: CustomerPage; claim: Claim }) {
  const [correcting, setCorrecting] = useState(false);
  return (
    <Panel title="Waiting for your device">
      <div className={css.waiting} data-testid="waiting-for-proof">
        {claim.hindrance ? <Hindered claim={claim} /> : <Waiting page={page} claim={claim} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setCorrecting(true)} disabled={!page.can_change}>
            Correct the ID
          </Button>
          <StopWaiting />
        </div>
      </div>
      {correcting && (
        <CorrectId claimed={claim.rustdesk_id} format={page.id_format} onClose={() => setCorrecting(false)} />
      )}
    </Panel>
  );
}

function Waiting({ page, claim }: { page: CustomerPage; claim: Claim }) {
  return (
    <>
      <span className={css.pulse} role="status">
        <Loader size={20} aria-hidden="true" />
        <span>
          Waiting for <RustDeskId id={claim.rustdesk_id} />
        </span>
      </span>
      {page.proof === 'device' ? <ActOnDevice code={page.code} /> : <StartService />}
      <p className={css.quiet}>
        This page notices by itself. The device has until {absolute(claim.expires_at)} to prove that it is
        yours; after that you can ask again.
      </p>
    </>
  );
}

const HINDRANCES: Record<NonNullable<Claim['hindrance']>, string> = {
  linked_elsewhere:
    'is linked to somebody else. Look at the ID in the app again and correct it here. If it is right, ask support.',
  blocked: 'was blocked by support. Ask them to enable it, or name another device.',
};

function Hindered({ claim: { rustdesk_id, hindrance } }: { claim: Claim }) {
  return (
    <Note tone="bad">
      <RustDeskId id={rustdesk_id} /> {hindrance && HINDRANCES[hindrance]}
    </Note>
  );
}

function StartService() {
  return (
    <ol>
      <li>
        Open RustDesk on the device. A phone must show “Service is running”; if not, tap “Start service”.
      </li>
      <li>Make sure that the app uses our server: “Set up the app” below shows how.</li>
      <li>Leave it open for a minute. The device reports here by itself.</li>
    </ol>
  );
}

function ActOnDevice({ code }: { code: string | null }) {
  return (
    <ol>
      <li>Make sure that the app uses our server: “Set up the app” below shows how.</li>
      <li>
        On an Android phone: open <strong>Settings</strong> in RustDesk, tap <strong>Deploy</strong>, and type
        your personal code{code && <strong translate="no"> {code}</strong>} as the token.
      </li>
      <li>
        On any other device: open <strong>Settings</strong>, then <strong>Account</strong>, and press{' '}
        <strong>Login</strong>. Our page opens and asks you to approve the device.
      </li>
    </ol>
  );
}

function StopWaiting() {
  const stop = useSave({ send: stopWaiting, refresh: [linkQuery.queryKey], words: linkWords });
  return (
    <>
      <Button variant="default" loading={stop.isPending} onClick={() => stop.run()}>
        Stop waiting
      </Button>
      {stop.problem && <Note tone="bad">{stop.problem}</Note>}
    </>
  );
}
