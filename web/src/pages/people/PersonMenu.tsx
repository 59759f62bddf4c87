import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconPlayerPlay, IconSend, IconTrash, IconUserShield } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { enablePerson, PEOPLE_KEYS, renewInvitation } from '../../api/people';
import { serverQuery } from '../../api/server';
import type { Person } from '../../api/types';
import { useSave } from '../../forms/useSave';
import { ChangeRole } from './ChangeRole';
import { InvitationReady } from './InvitationReady';
import { CancelInvitation, DisablePerson } from './PersonDialogs';

type Choice = 'role' | 'disable' | 'cancel' | null;

export function PersonMenu({ person }: { person: Person }) {
  const [choice, setChoice] = useState<Choice>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { renew, enable } = usePersonActions(person);
  const dialog = { person, onClose: () => setChoice(null), returnTo: button };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={button} aria-label={`Actions for ${person.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Items person={person} choose={setChoice} renew={renew.run} enable={enable.run} />
        </Menu.Dropdown>
      </Menu>
      {choice === 'role' && <ChangeRole {...dialog} />}
      {choice === 'disable' && <DisablePerson {...dialog} />}
      {choice === 'cancel' && <CancelInvitation {...dialog} />}
      {renew.result && <InvitationReady invitation={renew.result} onClose={renew.reset} returnTo={button} />}
    </>
  );
}

function usePersonActions(person: Person) {
  const { data: server } = useQuery(serverQuery);
  const renew = useSave({
    send: () => renewInvitation(person.id, server?.mail ?? false),
    refresh: PEOPLE_KEYS,
    failure: `${person.name} has no new invitation`,
  });
  const enable = useSave({
    send: () => enablePerson(person.id),
    refresh: PEOPLE_KEYS,
    failure: `${person.name} is still blocked`,
  });
  return { renew, enable };
}

interface ItemsProps {
  person: Person;
  choose: (choice: Choice) => void;
  renew: () => void;
  enable: () => void;
}

function Items({ person, choose, renew, enable }: ItemsProps) {
  const bad = 'var(--hf-bad)';
  if (person.status === 'invited') {
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
      {person.status === 'disabled' ? (
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
