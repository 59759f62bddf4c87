import type { RefObject } from 'react';
import type { User } from '../../api/types';
import { cancelInvitation, disableUser, USER_KEYS } from '../../api/users';
import { Confirm } from '../../forms/Confirm';
import { plural } from '../../ui/format';

export interface UserDialogProps {
  user: User;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

export function DisableUser({ user, ...dialog }: UserDialogProps) {
  const devices =
    user.devices === 0
      ? 'They have paired no devices.'
      : `The ${plural(user.devices, 'device', 'devices')} they paired stay in the list; disable or delete those you no longer want.`;
  return (
    <Confirm
      title={`Disable ${user.name}?`}
      yes="Disable"
      danger
      send={() => disableUser(user.id)}
      refresh={USER_KEYS}
      {...dialog}
    >
      <strong dir="auto">{user.name}</strong> is signed out at once and cannot sign in until someone enables
      them again. {devices}
    </Confirm>
  );
}

export function CancelInvitation({ user, ...dialog }: UserDialogProps) {
  return (
    <Confirm
      title={`Cancel the invitation of ${user.name}?`}
      yes="Cancel invitation"
      no="Keep it"
      danger
      send={() => cancelInvitation(user.id)}
      refresh={USER_KEYS}
      {...dialog}
    >
      The link that was sent to {user.email} stops working, and {user.name} disappears from the list.
    </Confirm>
  );
}
