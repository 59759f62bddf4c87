import { Link, useRouter } from '@tanstack/react-router';
import css from './SubPages.module.css';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What a page is called in the links to the pages beside it, which stand in the order of their routes. */
    tab?: string;
  }
}

/** Links between the pages below one address. */
export function SubPages({ below, label }: { below: '/support' | '/settings'; label: string }) {
  const { routesById } = useRouter();
  const pages = Object.values(routesById).filter(({ to }) => to.startsWith(below));
  return (
    <nav className={css.links} aria-label={label}>
      {pages.map(
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
