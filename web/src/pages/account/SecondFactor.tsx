import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { removeTotp, renewRecoveryCodes, secondFactorQuery, startTotp } from '../../api/secondFactor';
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

export function SecondFactor() {
  const { data, error, isPending } = useQuery(secondFactorQuery);
  return (
    <Panel
      title="Two-step sign-in"
      lead="Signing in then also takes a code of an app on your phone, so that your password alone is worth nothing to anybody else."
    >
      {isPending && <Loading rows={1} />}
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data && (data.totp ? <On since={data.totp.since} left={data.recovery_codes_left} /> : <Off />)}
    </Panel>
  );
}

function Off() {
  const [closed, setClosed] = useState(true);
  const start = useSave({
    send: startTotp,
    failure: 'Two-step sign-in is still off',
    onDone: () => setClosed(false),
  });
  return (
    <div className={css.form}>
      <span>It is off.</span>
      <Button loading={start.isPending} onClick={() => start.run()}>
        Turn on
      </Button>
      {!closed && start.result && <TurnOn {...start.result} onClose={() => setClosed(true)} />}
    </div>
  );
}

function On({ since, left }: { since: string; left: number }) {
  const [removing, setRemoving] = useState(false);
  const renew = useSave({
    send: renewRecoveryCodes,
    refresh: [secondFactorQuery.queryKey],
    failure: 'No new recovery codes were made',
  });
  return (
    <div className={css.form}>
      <span>
        It is on since <When at={since} />. You have{' '}
        {left === 1 ? '1 recovery code' : `${left} recovery codes`} left.
      </span>
      {left <= FEW && <Note tone="warn">Make new recovery codes before you have used the last one.</Note>}
      <Group gap="sm">
        <Button variant="default" loading={renew.isPending} onClick={() => renew.run()}>
          Make new recovery codes
        </Button>
        <Button variant="default" onClick={() => setRemoving(true)}>
          Turn off
        </Button>
      </Group>
      {renew.result && <RecoveryCodes codes={renew.result.codes} onClose={renew.reset} />}
      {removing && (
        <Confirm
          title="Turn off two-step sign-in?"
          yes="Turn off"
          danger
          send={removeTotp}
          refresh={[secondFactorQuery.queryKey]}
          onClose={() => setRemoving(false)}
        >
          Your password alone will sign you in. Your recovery codes stop working.
        </Confirm>
      )}
    </div>
  );
}
