import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconPlayerPlay, IconSend, IconTrash, IconUserShield } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { enablePerson, renewInvitation } from '../../api/people';
import { serverQuery } from '../../api/server';
import type { Person } from '../../api/types';
import { explain } from '../../forms/explain';
import { tellFailure } from '../../ui/toasts';
import { ChangeRole } from './ChangeRole';
import { InvitationReady } from './InvitationReady';
import { CancelInvitation, DisablePerson } from './PersonDialogs';
import { useRefreshPeople } from './useRefreshPeople';

type Choice = 'role' | 'disable' | 'cancel' | null;

export function PersonMenu({ person }: { person: Person }) {
  const [choice, setChoice] = useState<Choice>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { renew, enable } = usePersonActs(person);
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
          <Items
            person={person}
            choose={setChoice}
            renew={() => renew.mutate()}
            enable={() => enable.mutate()}
          />
        </Menu.Dropdown>
      </Menu>
      {choice === 'role' && <ChangeRole {...dialog} />}
      {choice === 'disable' && <DisablePerson {...dialog} />}
      {choice === 'cancel' && <CancelInvitation {...dialog} />}
      {renew.data && <InvitationReady invitation={renew.data} onClose={renew.reset} returnTo={button} />}
    </>
  );
}

function usePersonActs(person: Person) {
  const { data: server } = useQuery(serverQuery);
  const onSettled = useRefreshPeople();
  const renew = useMutation({
    mutationFn: () => renewInvitation(person.id, server?.mail ?? false),
    onSettled,
    onError: (error) => tellFailure(`${person.name} has no new invitation`, explain(error)),
  });
  const enable = useMutation({
    mutationFn: () => enablePerson(person.id),
    onSettled,
    onError: (error) => tellFailure(`${person.name} is still blocked`, explain(error)),
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
