import { Button, Group, Modal } from '@mantine/core';
import type { Session } from '../api/types';
import { useSave } from '../forms/useSave';
import { Note } from '../ui/Note';
import { placeOf } from './roles';
import { goBack, goOnElsewhere } from './somebodyElse';

/** Nothing on the page below works any more, so it cannot be closed without a decision. */
export function WentOn({ shown, now }: { shown: Session; now: Session }) {
  const back = useSave({ send: () => goBack(shown) });
  const [here, there] = [placeOf(shown), placeOf(now)];
  return (
    <Modal
      opened
      onClose={() => {}}
      title={`You went on to ${there} in another tab`}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      zIndex={380}
    >
      <div style={{ display: 'grid', gap: 20 }}>
        <div style={{ lineHeight: 1.55 }}>
          This page still shows <strong dir="auto">{here}</strong>. What was pressed here last was not done
          for either. If you go back, what you typed here is still there, and the other tab stands still.
        </div>
        {back.problem && <Note tone="bad">{back.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" loading={back.isPending} onClick={() => back.run()}>
            Go back to {here}
          </Button>
          <Button onClick={goOnElsewhere} data-autofocus>
            Go on with {there}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
