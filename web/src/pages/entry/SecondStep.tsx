import { Button } from '@mantine/core';
import { useState } from 'react';
import { finishWithPasskey, hasPasskeys } from '../../api/passkeys';
import { finishSignIn } from '../../api/session';
import type { NextStep } from '../../api/types';
import { CodeInput } from '../../forms/CodeInput';
import { Form } from '../../forms/Form';
import { PasskeyButton } from '../../forms/PasskeyButton';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';

interface SecondStepProps {
  step: NextStep;
  onDone: () => void;
  onLeave: () => void;
}

export function SecondStep({ step, onDone, onLeave }: SecondStepProps) {
  const [code, setCode] = useState('');
  const byPasskey = step.methods.includes('passkey') && hasPasskeys();
  const finish = useSave({ send: () => finishSignIn(step, code), onDone });
  return (
    <EntryLayout title={byPasskey ? 'Second step' : 'Enter a code'} lead="Your account has a second factor.">
      {byPasskey && (
        <>
          <div className={css.form}>
            <PasskeyButton size="lg" fullWidth send={() => finishWithPasskey(step)} onDone={onDone}>
              Use a passkey
            </PasskeyButton>
          </div>
          <div className={css.or}>or</div>
        </>
      )}
      <Form className={css.form} onSend={finish.run}>
        <CodeInput value={code} onChange={setCode} hasApp={step.methods.includes('totp')} />
        {finish.problem && <Note tone="bad">{finish.problem}</Note>}
        <Button
          type="submit"
          size="lg"
          fullWidth
          variant={byPasskey ? 'default' : 'filled'}
          loading={finish.isPending}
        >
          Sign in
        </Button>
        <Button variant="default" size="lg" fullWidth onClick={onLeave}>
          Back
        </Button>
        <span>Have none of them any more? Ask whoever runs this server to remove the second factor.</span>
      </Form>
    </EntryLayout>
  );
}
