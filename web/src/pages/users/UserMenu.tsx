import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconPlayerPlay, IconSend, IconTrash, IconUserShield } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { serverQuery } from '../../api/server';
import type { User } from '../../api/types';
import { enableUser, renewInvitation, USER_KEYS } from '../../api/users';
import { useSave } from '../../forms/useSave';
import { ChangeRole } from './ChangeRole';
import { InvitationReady } from './InvitationReady';
import { CancelInvitation, DisableUser } from './UserDialogs';

type Choice = 'role' | 'disable' | 'cancel' | null;

export function UserMenu({ user }: { user: User }) {
  const [choice, setChoice] = useState<Choice>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { renew, enable } = useUserActions(user);
  const dialog = { user, onClose: () => setChoice(null), returnTo: button };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={button} aria-label={`Actions for ${user.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Items user={user} choose={setChoice} renew={renew.run} enable={enable.run} />
        </Menu.Dropdown>
      </Menu>
      {choice === 'role' && <ChangeRole {...dialog} />}
      {choice === 'disable' && <DisableUser {...dialog} />}
      {choice === 'cancel' && <CancelInvitation {...dialog} />}
      {renew.result && <InvitationReady invitation={renew.result} onClose={renew.reset} returnTo={button} />}
    </>
  );
}

function useUserActions(user: User) {
  const { data: server } = useQuery(serverQuery);
  const renew = useSave({
    send: () => renewInvitation(user.id, server?.mail ?? false),
    refresh: USER_KEYS,
    failure: `${user.name} has no new invitation`,
  });
  const enable = useSave({
    send: () => enableUser(user.id),
    refresh: USER_KEYS,
    failure: `${user.name} is still blocked`,
  });
  return { renew, enable };
}

interface ItemsProps {
  user: User;
  choose: (choice: Choice) => void;
  renew: () => void;
  enable: () => void;
}

function Items({ user, choose, renew, enable }: ItemsProps) {
  const bad = 'var(--hf-bad)';
  if (user.status === 'invited') {
    return (
      <>
        <Menu.Item leftSection={<IconSend size={18} />} onClick={renew}>
          Send a new invitation
        </Menu.Item>
        <Menu.Item leftSection={<IconUserShield size={18} />} onClick={() => choose('role')}>
          Change role
        </Menu.Item>
        <Menu.Item color={bad} leftSection={<IconTrash size={18} />} onClick={() => choose('cancel')}>
          Cancel invitation
        </Menu.Item>
      </>
    );
  }
  return (
    <>
      <Menu.Item leftSection={<IconUserShield size={18} />} onClick={() => choose('role')}>
        Change role
      </Menu.Item>
      {user.status === 'disabled' ? (
        <Menu.Item leftSection={<IconPlayerPlay size={18} />} onClick={enable}>
          Enable
        </Menu.Item>
      ) : (
        <Menu.Item color={bad} leftSection={<IconBan size={18} />} onClick={() => choose('disable')}>
          Disable
        </Menu.Item>
      )}
    </>
  );
}
