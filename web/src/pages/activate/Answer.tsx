import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import {
  approveRequest,
  type DeviceRequest,
  denyRequest,
  type LetIn,
  lookAtRequest,
} from '../../api/deviceGrants';
import { NAME_LENGTH } from '../../api/limits';
import type { ApiProblem } from '../../api/problem';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import css from './Activate.module.css';
import { Numbers } from './Numbers';
import { OtherCompany } from './OtherCompany';
import { explainGrant, isOver, isWrongNumber } from './words';

export interface AnswerProps {
  code: string;
  asking: DeviceRequest;
  /** By the server's clock. */
  endsAt: number;
  onLookedAgain: (code: string, asking: DeviceRequest) => void;
  onApproved: (letIn: LetIn) => void;
  onDenied: () => void;
  onOver: (error?: unknown) => void;
  onLeave: () => void;
}

/** No form: the Enter key, pressed in the field of the name, must not approve. */
export function Answer(props: AnswerProps) {
  const { asking, code } = props;
  const [name, setName] = useState(asking.name);
  const [number, setNumber] = useState<number | null>(null);
  const [isMissing, setMissing] = useState(false);
  const approve = useApproving(props, () => setNumber(null));
  const deny = useDenying(props);
  const isBusy = approve.isPending || deny.isPending;
  const press = () => {
    deny.reset();
    if (asking.numbers && number === null) setMissing(true);
    else approve.run({ name: name.trim(), number });
  };
  const error = approve.error ?? deny.error;
  return (
    <Panel title="Your answer">
      <div className={css.answer}>
        <Belongs company={asking.company.name} code={code} />
        <TextInput
          label="Name of the device"
          description="What people call it, such as “Kitchen screen”."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={approve.fieldProblem('name')}
          maxLength={NAME_LENGTH}
          autoComplete="off"
        />
        {asking.numbers && (
          <Numbers
            numbers={asking.numbers}
            chosen={number}
            isMissing={isMissing}
            onChoose={(chosen) => {
              setNumber(chosen);
              setMissing(false);
            }}
          />
        )}
        <Buttons
          approving={approve.isPending}
          denying={deny.isPending}
          isBusy={isBusy}
          onApprove={press}
          onDeny={() => deny.run()}
        />
        {error && !isOver(error) && <Note tone="bad">{explainGrant(error)}</Note>}
      </div>
    </Panel>
  );
}

/** After a wrong number there are others to choose from: the device shows a new one, too. */
function useApproving({ code, asking, onApproved, onOver, onLookedAgain }: AnswerProps, onMiss: () => void) {
  const lookAgain = async ({ numbers }: ApiProblem) => {
    onLookedAgain(code, numbers ? { ...asking, numbers } : await lookAtRequest(code));
    onMiss();
  };
  return useSave({
    send: ({ name, number }: { name: string; number: number | null }) =>
      approveRequest({ user_code: code, number, name: name || null })
        .catch(async (error: unknown) => {
          if (isWrongNumber(error) && !isOver(error)) await lookAgain(error);
          throw error;
        })
        .catch(unlessOver(onOver)),
    onDone: onApproved,
  });
}

function useDenying({ code, onDenied, onOver }: AnswerProps) {
  return useSave({ send: () => denyRequest(code).catch(unlessOver(onOver)), onDone: onDenied });
}

/** A request that is over leaves nothing to answer; whatever else is wrong is said beside the buttons. */
const unlessOver = (onOver: AnswerProps['onOver']) => (error: unknown) => {
  if (isOver(error)) onOver(error);
  throw error;
};

function Belongs({ company, code }: { company: string; code: string }) {
  return (
    <div className={css.company}>
      <dl>
        <dt>It will belong to</dt>
        <dd dir="auto">{company}</dd>
      </dl>
      <OtherCompany code={code} />
    </div>
  );
}

interface ButtonsProps {
  approving: boolean;
  denying: boolean;
  isBusy: boolean;
  onApprove: () => void;
  onDeny: () => void;
}

/** Of the same size and weight: the page does not wish for either answer. */
function Buttons({ approving, denying, isBusy, onApprove, onDeny }: ButtonsProps) {
  return (
    <div className={css.answers}>
      <Button
        size="lg"
        loading={approving}
        disabled={isBusy && !approving}
        leftSection={<IconCheck size={20} aria-hidden="true" />}
        onClick={onApprove}
      >
        Approve
      </Button>
      <Button
        size="lg"
        color="red.8"
        loading={denying}
        disabled={isBusy && !denying}
        leftSection={<IconX size={20} aria-hidden="true" />}
        onClick={onDeny}
      >
        Deny
      </Button>
    </div>
  );
}
