import {
  IconClipboardList,
  IconDevices,
  IconHome,
  IconSettings,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Role } from '../api/types';
import css from './Navigation.module.css';
import { managesDevices, managesPeople } from './roles';

const devicePages = [
  { to: '/devices', name: 'Devices', Icon: IconDevices },
  { to: '/audit', name: 'Audit log', Icon: IconClipboardList },
] as const;

const peoplePages = [
  { to: '/people', name: 'People', Icon: IconUsers },
  { to: '/settings', name: 'Settings', Icon: IconSettings },
] as const;

const homePage = { to: '/', name: 'Home', Icon: IconHome } as const;
const accountPage = { to: '/account', name: 'Account', Icon: IconUserCircle } as const;

function pagesFor(role: Role) {
  if (managesPeople(role)) return [...devicePages, ...peoplePages, accountPage];
  if (managesDevices(role)) return [...devicePages, accountPage];
  return [homePage, accountPage];
}

/** A column beside the page; on a phone a bar under the thumb. */
export function Navigation({ role }: { role: Role }) {
  return (
    <nav className={css.nav} aria-label="Pages">
      {pagesFor(role).map(({ to, name, Icon }) => (
        <Link
          key={to}
          to={to}
          className={css.link}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon size={20} stroke={1.7} aria-hidden="true" />
          <span>{name}</span>
        </Link>
      ))}
    </nav>
  );
}
