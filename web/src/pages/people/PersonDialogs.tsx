import type { RefObject } from 'react';
import { cancelInvitation, disablePerson } from '../../api/people';
import type { Person } from '../../api/types';
import { explain } from '../../forms/explain';
import { Confirm } from '../../ui/Confirm';
import { plural } from '../../ui/format';
import { useRefreshPeople } from './useRefreshPeople';

export interface PersonDialogProps {
  person: Person;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function DisablePerson({ person, ...dialog }: PersonDialogProps) {
  const refresh = useRefreshPeople();
  const devices =
    person.devices === 0
      ? 'They have paired no devices.'
      : `The ${plural(person.devices, 'device', 'devices')} they paired stay in the list; disable or delete those you no longer want.`;
  return (
    <Confirm
      title={`Disable ${person.name}?`}
      yes="Disable"
      danger
      act={async () => {
        await disablePerson(person.id);
        await refresh();
      }}
      explain={explain}
      {...dialog}
    >
      <strong dir="auto">{person.name}</strong> is signed out at once and cannot sign in until someone enables
      them again. {devices}
    </Confirm>
  );
}

export function CancelInvitation({ person, ...dialog }: PersonDialogProps) {
  const refresh = useRefreshPeople();
  return (
    <Confirm
      title={`Cancel the invitation of ${person.name}?`}
      yes="Cancel invitation"
      no="Keep it"
      danger
      act={async () => {
        await cancelInvitation(person.id);
        await refresh();
      }}
      explain={explain}
      {...dialog}
    >
      The link that was sent to {person.email} stops working, and {person.name} disappears from the list.
    </Confirm>
  );
}
