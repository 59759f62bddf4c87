import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { removeTotp, renewRecoveryCodes, secondFactorQuery, startTotp } from '../../api/secondFactor';
import type { SecondFactors } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Account.module.css';
import { RecoveryCodes } from './RecoveryCodes';
import { TurnOn } from './TurnOn';

const FEW = 3;
const OF_BOTH = {
  title: 'Two-step sign-in',
  lead: 'Signing in then takes your password and a passkey, or a code of an app on your phone, so that the password alone is worth nothing to anybody else.',
};
/** Beside passkeys, as one of two ways. */
const OF_APP = {
  title: 'An app for codes',
  lead: 'An authenticator app on your phone shows a code of six digits, which you type after your password.',
};

/** `onSetUp`: after the first second factor was added and its recovery codes were saved. */
export function SecondFactor({ onSetUp }: { onSetUp?: () => void }) {
  const { data, error, isPending } = useQuery(secondFactorQuery);
  return (
    <Panel {...(onSetUp ? OF_APP : OF_BOTH)}>
      {isPending && <Loading rows={1} />}
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data && (
        <div className={css.form}>
          <App state={data} onSetUp={onSetUp} />
          {(data.totp !== null || data.passkeys.length > 0) && <Recovery left={data.recovery_codes_left} />}
        </div>
      )}
    </Panel>
  );
}

function App({ state, onSetUp }: { state: SecondFactors; onSetUp: (() => void) | undefined }) {
  return state.totp ? (
    <On since={state.totp.since} passkeys={state.passkeys.length} />
  ) : (
    <Off passkeys={state.passkeys.length} onSetUp={onSetUp} />
  );
}

function Off({ passkeys, onSetUp }: { passkeys: number; onSetUp: (() => void) | undefined }) {
  const [closed, setClosed] = useState(true);
  const start = useSave({
    send: startTotp,
    failure: 'The app for codes is still off',
    onDone: () => setClosed(false),
  });
  const close = (isOn: boolean) => {
    setClosed(true);
    if (isOn) onSetUp?.();
  };
  return (
    <>
      {!onSetUp && (
        <span>{passkeys ? 'It is on, with your passkeys. You can add an app for codes.' : 'It is off.'}</span>
      )}
      <Button
        variant={passkeys ? 'default' : 'filled'}
        loading={start.isPending}
        onClick={() => start.run()}
        style={{ justifySelf: 'start' }}
      >
        {passkeys || onSetUp ? 'Add an app' : 'Turn on'}
      </Button>
      {!closed && start.result && <TurnOn {...start.result} onClose={close} />}
    </>
  );
}

function On({ since, passkeys }: { since: string; passkeys: number }) {
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <span>
        It is on, with an app since <When at={since} />
        {passkeys > 0 && ' and with your passkeys'}.
      </span>
      <Button variant="default" onClick={() => setRemoving(true)} style={{ justifySelf: 'start' }}>
        {passkeys ? 'Remove the app' : 'Turn off'}
      </Button>
      {removing && (
        <Confirm
          title={passkeys ? 'Remove the app?' : 'Turn off two-step sign-in?'}
          yes={passkeys ? 'Remove' : 'Turn off'}
          danger
          send={removeTotp}
          refresh={[secondFactorQuery.queryKey]}
          onClose={() => setRemoving(false)}
        >
          {passkeys
            ? 'Its codes stop working. Your passkeys and recovery codes stay.'
            : 'Your password alone will sign you in. Your recovery codes stop working.'}
        </Confirm>
      )}
    </>
  );
}

function Recovery({ left }: { left: number }) {
  const renew = useSave({
    send: renewRecoveryCodes,
    refresh: [secondFactorQuery.queryKey],
    failure: 'No new recovery codes were made',
  });
  return (
    <>
      <span>You have {left === 1 ? '1 recovery code' : `${left} recovery codes`} left.</span>
      {left <= FEW && <Note tone="warn">Make new recovery codes before you have used the last one.</Note>}
      <Group gap="sm">
        <Button variant="default" loading={renew.isPending} onClick={() => renew.run()}>
          Make new recovery codes
        </Button>
      </Group>
      {renew.result && <RecoveryCodes codes={renew.result.codes} onClose={renew.reset} />}
    </>
  );
}
