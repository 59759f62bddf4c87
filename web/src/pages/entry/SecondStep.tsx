import { Button } from '@mantine/core';
import { useState } from 'react';
import { finishSignIn } from '../../api/session';
import type { NextStep } from '../../api/types';
import { CodeInput } from '../../forms/CodeInput';
import { Form } from '../../forms/Form';
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
  const finish = useSave({ send: () => finishSignIn(step, code), onDone });
  return (
    <EntryLayout title="Enter a code" lead="Your account has a second factor.">
      <Form className={css.form} onSend={finish.run}>
        <CodeInput value={code} onChange={setCode} />
        {finish.problem && <Note tone="bad">{finish.problem}</Note>}
        <Button type="submit" size="lg" fullWidth loading={finish.isPending}>
          Sign in
        </Button>
        <Button variant="default" size="lg" fullWidth onClick={onLeave}>
          Back
        </Button>
        <span>
          Lost your app and your recovery codes? Ask whoever runs this server to remove the second factor.
        </span>
      </Form>
    </EntryLayout>
  );
}
