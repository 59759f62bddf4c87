import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setSubscription } from '../../api/support';
import type { SubscriptionState } from '../../api/types';
import { dayOf, endOfDay } from './days';
import { FormDialog } from './FormDialog';
import { STATE_NAMES, STATES } from './states';

interface SetSubscriptionProps {
  person: { id: string; name: string };
  state: SubscriptionState;
  endsAt: string | null;
  onClose: () => void;
}

export function SetSubscription({ person, state: before, endsAt, onClose }: SetSubscriptionProps) {
  const [state, setState] = useState(before);
  const [until, setUntil] = useState(dayOf(endsAt));
  return (
    <FormDialog
      title={`Subscription of ${person.name}`}
      yes="Save"
      // An end that was not edited keeps its time of day.
      send={() => setSubscription(person.id, state, until === dayOf(endsAt) ? endsAt : endOfDay(until))}
      onClose={onClose}
    >
      {(fieldProblem) => (
        <>
          <NativeSelect
            label="State"
            description={STATES[state].means}
            value={state}
            onChange={(event) => setState(event.currentTarget.value as SubscriptionState)}
            data={STATE_NAMES.map((value) => ({ value, label: STATES[value].word }))}
            data-autofocus
          />
          <TextInput
            type="date"
            label="Last day"
            description="Leave it empty for no end."
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={fieldProblem('ends_at')}
          />
        </>
      )}
    </FormDialog>
  );
}
