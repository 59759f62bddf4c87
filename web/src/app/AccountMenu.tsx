import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { forgetSession, signOut } from '../api/session';
import type { Session } from '../api/types';
import { useSave } from '../forms/useSave';
import css from './AccountMenu.module.css';
import { roleLabel } from './roles';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('');

export function AccountMenu({ session: { person } }: { session: Session }) {
  const navigate = useNavigate();
  const leave = useSave({
    send: signOut,
    failure: 'You are still signed in',
    onDone: async (atProvider) => {
      if (atProvider) return window.location.assign(atProvider);
      await navigate({ to: '/sign-in' });
      forgetSession();
    },
  });
  return (
    <Menu position="top-start">
      <Menu.Target>
        <UnstyledButton className={css.who}>
          <span className={css.face} data-initials={initials(person.name)} />
          <span className={css.words}>
            <strong dir="auto">{person.name}</strong>
            <span>{person.role ? roleLabel(person.role) : 'Operator'}</span>
            <VisuallyHidden>Account menu</VisuallyHidden>
          </span>
          <IconSelector size={16} className={css.more} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={18} />}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => leave.run()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
