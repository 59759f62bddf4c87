import { Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconApps,
  IconBuildings,
  IconClipboardList,
  IconDevices,
  IconDots,
  IconHeadset,
  IconHome,
  IconSettings,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { Session } from '../api/types';
import css from './Navigation.module.css';
import { isMember, mayOf } from './useSession';

const home = { to: '/', name: 'Home', Icon: IconHome } as const;
const devices = { to: '/devices', name: 'Devices', Icon: IconDevices } as const;
const support = { to: '/support', name: 'Support', Icon: IconHeadset } as const;
const audit = { to: '/audit', name: 'Audit log', Icon: IconClipboardList } as const;
const people = { to: '/people', name: 'People', Icon: IconUsers } as const;
const settings = { to: '/settings', name: 'Settings', Icon: IconSettings } as const;
const account = { to: '/account', name: 'Account', Icon: IconUserCircle } as const;

const companies = { to: '/companies', name: 'Companies', Icon: IconBuildings } as const;
const clients = { to: '/clients', name: 'OAuth clients', Icon: IconApps } as const;

type PageLink =
  | typeof home
  | typeof companies
  | typeof clients
  | typeof devices
  | typeof support
  | typeof audit
  | typeof people
  | typeof settings
  | typeof account;

/** How many entries fit into the bar of a phone; the last one opens the others. */
const MOST_ON_A_PHONE = 5;

function pagesFor(session: Session): PageLink[] {
  if (!isMember(session)) return [companies, clients, account];
  const may = mayOf(session);
  const pages = [
    ...(may('device.list') ? [devices] : []),
    ...(may('rustdesk.unpaired') ? [support] : []),
    ...(may('audit.read') ? [audit] : []),
    ...(may('person.list') ? [people] : []),
    ...(may('tenant.change') ? [settings] : []),
  ];
  return [...(pages.length > 0 ? pages : [home]), account];
}

/** A column beside the page; on a phone a bar below it. */
export function Navigation({ session }: { session: Session }) {
  const bar = useMediaQuery('(max-width: 860px)', false, { getInitialValueInEffect: false });
  const pages = pagesFor(session);
  const shown = bar && pages.length > MOST_ON_A_PHONE ? pages.slice(0, MOST_ON_A_PHONE - 1) : pages;
  return (
    <nav className={css.nav} aria-label="Pages">
      {shown.map(({ to, name, Icon }) => (
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
      {shown.length < pages.length && <More pages={pages.slice(shown.length)} />}
    </nav>
  );
}

function More({ pages }: { pages: PageLink[] }) {
  const isCurrent = useLocation({
    select: ({ pathname }) => pages.some(({ to }) => pathname.startsWith(to)),
  });
  return (
    <Menu position="top-end">
      <Menu.Target>
        <UnstyledButton className={css.link} data-current={isCurrent || undefined}>
          <IconDots size={20} stroke={1.7} aria-hidden="true" />
          <span>More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map(({ to, name, Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} />}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
