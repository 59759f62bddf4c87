import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { linkQuery } from '../../api/link';
import { type Approval, approveRequest, denyRequest, type LinkRequest } from '../../api/linkRequests';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { isNumber } from '../../rustdesk/id';
import { Contact } from '../../ui/Contact';
import { Facts } from '../../ui/Facts';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import css from './Approve.module.css';
import { ageInWords, explainRequest, isOver, networkInWords, withoutLast } from './words';

interface DecisionProps {
  code: string;
  asking: LinkRequest;
  onApproved: (approval: Approval) => void;
  onDenied: () => void;
}

export function Decision({ code, asking, onApproved, onDenied }: DecisionProps) {
  return (
    <Page
      title="Is this your device?"
      lead={`A RustDesk app wants to sign in as you at ${asking.tenant_name} and to link its device to you.`}
    >
      <Panel title={asking.hostname || 'A device without a name'}>
        <Facts
          facts={[
            [
              'RustDesk ID',
              <bdi key="id" translate="no">
                {withoutLast(asking.rustdesk_id)}
              </bdi>,
            ],
            ['System', asking.os || 'Unknown'],
            ['Network address', networkInWords(asking)],
            ['Asked', ageInWords(asking.age_seconds)],
          ]}
        />
      </Panel>
      <Note tone="warn">
        Approve it only if you pressed Login in the RustDesk app yourself, just now. Never do it because
        somebody asked you to.
        <Contact text={asking.support_contact} />
      </Note>
      <Answer
        code={code}
        signs={isNumber(asking.rustdesk_id) ? 'digits' : 'characters'}
        onApproved={onApproved}
        onDenied={onDenied}
      />
    </Page>
  );
}

const bare = (typed: string) => typed.replace(/\s/g, '');

interface AnswerProps extends Omit<DecisionProps, 'asking'> {
  /** What the ID is made of. */
  signs: 'digits' | 'characters';
}

function Answer({ code, signs, onApproved, onDenied }: AnswerProps) {
  const [digits, setDigits] = useState('');
  const [problem, setProblem] = useState<string>();
  const approve = useSave({
    send: () => approveRequest(code, bare(digits)),
    refresh: [linkQuery.queryKey],
    onDone: onApproved,
  });
  const deny = useSave({ send: () => denyRequest(code), onDone: onDenied });
  const send = () => {
    if (!/^[\w.-]{3}$/.test(bare(digits))) {
      setProblem(`Type the last 3 ${signs} of the ID that the app on the device shows.`);
      return;
    }
    approve.run();
  };
  const error = approve.error ?? deny.error;
  return (
    <Panel>
      <Form onSend={send} className={css.form} noValidate>
        <TextInput
          size="lg"
          className={css.field}
          label={`Last 3 ${signs} of the ID`}
          inputMode={signs === 'digits' ? 'numeric' : 'text'}
          description="They are hidden above: read them in the app on the device."
          autoComplete="off"
          value={digits}
          error={problem}
          onChange={(event) => {
            setDigits(event.currentTarget.value);
            setProblem(undefined);
            approve.reset();
          }}
        />
        {error && (
          <Note tone="bad">
            {explainRequest(error)} {isOver(error) && <Link to="/">Go to your device</Link>}
          </Note>
        )}
        {!isOver(error) && (
          <Buttons approving={approve.isPending} denying={deny.isPending} onDeny={() => deny.run()} />
        )}
      </Form>
    </Panel>
  );
}

function Buttons({
  approving,
  denying,
  onDeny,
}: {
  approving: boolean;
  denying: boolean;
  onDeny: () => void;
}) {
  return (
    <div className={css.answers}>
      <Button
        type="submit"
        size="lg"
        loading={approving}
        leftSection={<IconCheck size={20} aria-hidden="true" />}
      >
        Approve
      </Button>
      <Button
        size="lg"
        color="red.8"
        loading={denying}
        leftSection={<IconX size={20} aria-hidden="true" />}
        onClick={onDeny}
      >
        Not mine
      </Button>
    </div>
  );
}
