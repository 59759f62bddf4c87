import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../ui/Page';
import css from './Support.module.css';

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

function Tabs() {
  const { routesById } = useRouter();
  return (
    <nav className={css.tabs} aria-label="Support">
      {Object.values(routesById).map(
        ({ to, options }) =>
          options.staticData?.tab && (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {options.staticData.tab}
            </Link>
          ),
      )}
    </nav>
  );
}
