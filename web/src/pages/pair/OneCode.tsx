import { Button } from '@mantine/core';
import { Note } from '../../ui/Note';
import { Asking } from './Asking';
import { CodeView, type CodeViewProps } from './CodeView';
import { Joined } from './Joined';
import { useOutcome } from './useOutcome';

interface OneCodeProps extends CodeViewProps {
  onDone: () => void;
}

const ended = {
  refused: 'The device was refused. Its code cannot be used again.',
  locked: 'This code was mistyped too often and is locked, so that nobody can guess it.',
  cancelled: 'This code has been cancelled.',
};

export function OneCode(props: OneCodeProps) {
  const outcome = useOutcome(props.code.id);
  if (outcome.state === 'joined')
    return <Joined device={outcome.device} onNew={props.onNew} onDone={props.onDone} />;
  if (outcome.state === 'asking') return <Asking device={outcome.device} />;
  if (outcome.state === 'live') return <CodeView {...props} />;
  return (
    <Note
      tone="warn"
      action={
        <Button size="sm" onClick={props.onNew} autoFocus>
          New code
        </Button>
      }
    >
      {ended[outcome.state]}
    </Note>
  );
}
