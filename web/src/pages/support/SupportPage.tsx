import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { NotForYou } from '../../app/FailedPage';
import { managesUsers } from '../../app/roles';
import { useSession } from '../../app/useSession';
import { Page } from '../../ui/Page';
import css from './Support.module.css';

const PAGES = [
  { to: '/support', name: 'Unpaired' },
  { to: '/support/lookup', name: 'Look-up' },
  { to: '/support/subscriptions', name: 'Subscriptions' },
  { to: '/support/cleanup', name: 'Clean-up' },
  { to: '/support/phone', name: 'Set up a phone' },
] as const;

interface SupportPageProps {
  title: string;
  lead: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of the support pages, with links between them. */
export function SupportPage(page: SupportPageProps) {
  return <Page above={<Tabs />} {...page} />;
}

export function ForAdmins({ children }: { children: ReactNode }) {
  const { person } = useSession();
  return managesUsers(person.role) ? children : <NotForYou who="owners and admins" />;
}

function Tabs() {
  return (
    <nav className={css.tabs} aria-label="Support">
      {PAGES.map(({ to, name }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
