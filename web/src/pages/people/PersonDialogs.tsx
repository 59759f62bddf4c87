import type { RefObject } from 'react';
import { cancelInvitation, disablePerson, PEOPLE_KEYS } from '../../api/people';
import type { Person } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { plural } from '../../ui/format';

export interface PersonDialogProps {
  person: Person;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function DisablePerson({ person, ...dialog }: PersonDialogProps) {
  const devices =
    person.devices === 0
      ? 'They have paired no devices.'
      : `The ${plural(person.devices, 'device', 'devices')} they paired stay in the list; disable or delete those you no longer want.`;
  return (
    <Confirm
      title={`Disable ${person.name}?`}
      yes="Disable"
      danger
      send={() => disablePerson(person.id)}
      refresh={PEOPLE_KEYS}
      {...dialog}
    >
      <strong dir="auto">{person.name}</strong> is signed out at once and cannot sign in until someone enables
      them again. {devices}
    </Confirm>
  );
}

export function CancelInvitation({ person, ...dialog }: PersonDialogProps) {
  return (
    <Confirm
      title={`Cancel the invitation of ${person.name}?`}
      yes="Cancel invitation"
      no="Keep it"
      danger
      send={() => cancelInvitation(person.id)}
      refresh={PEOPLE_KEYS}
      {...dialog}
    >
      The link that was sent to {person.email} stops working, and {person.name} disappears from the list.
    </Confirm>
  );
}
