import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type DeviceRequest, lookAtRequest } from '../../api/deviceGrants';
import { ApiProblem } from '../../api/problem';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import css from './Activate.module.css';
import { takeCarried } from './carried';
import { codeIn, isTooShort } from './code';
import { GoOnThere } from './OtherCompany';
import { explainGrant } from './words';

interface EnterCodeProps {
  filledIn: string;
  /** Whether the link carried a code that was not taken. */
  isIgnored: boolean;
  onFound: (code: string, asking: DeviceRequest) => void;
}

export function EnterCode({ filledIn, isIgnored, onFound }: EnterCodeProps) {
  const [typed, setTyped] = useState(filledIn);
  const [isShort, setShort] = useState(false);
  const look = useSave({
    send: async (code: string) => ({ code, asking: await lookAtRequest(code) }),
    onDone: ({ code, asking }) => onFound(code, asking),
  });
  const { run } = look;
  useEffect(() => {
    const carried = takeCarried();
    if (carried === null) return;
    setTyped(carried);
    run(carried);
  }, [run]);
  const send = () => {
    if (isTooShort(typed)) setShort(true);
    else run(codeIn(typed));
  };
  return (
    <Page
      title="Enter the code from the device"
      lead="A device that asks to join shows a code and the address of this page. What asks is shown before you decide."
    >
      <Panel>
        <Form onSend={send} className={css.form} noValidate>
          {isIgnored && (
            <Note>
              This link carried a code, which is not taken over. Type the code that you see on the screen of
              the device yourself.
            </Note>
          )}
          <TextInput
            size="xl"
            label="Code"
            description={
              filledIn
                ? 'It came with the link. Go on only if the device in front of you shows the same.'
                : 'As the device shows it. Capital or small letters do not matter, nor do the dashes.'
            }
            placeholder="XXXX-XXXX"
            classNames={{ input: css.code ?? '' }}
            value={typed}
            error={isShort && 'This is not the whole code. Type all of it, as the device shows it.'}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setShort(false);
              look.reset();
            }}
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            maxLength={300}
            translate="no"
          />
          <Button type="submit" size="lg" loading={look.isPending}>
            Continue
          </Button>
          {look.error && <Trouble error={look.error} code={codeIn(typed)} />}
        </Form>
      </Panel>
    </Page>
  );
}

function Trouble({ error, code }: { error: unknown; code: string }) {
  if (error instanceof ApiProblem && error.company) return <GoOnThere company={error.company} code={code} />;
  return <Note tone="bad">{explainGrant(error)}</Note>;
}
