import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/queries';
import { sessionQuery } from '../api/session';
import { readAuditSearch } from '../pages/audit/search';
import { DevicesPage } from '../pages/devices/DevicesPage';
import { readDeviceSearch } from '../pages/devices/search';
import { settingsRoute } from '../pages/settings/routes';
import { supportRoute } from '../pages/support/routes';
import { readUserSearch } from '../pages/users/search';
import { rootRoute, signedInRoute } from './baseRoutes';
import { BrokenPage } from './FailedPage';
import { mayOf } from './useSession';

function writeSearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([key, value]) => (value ? [[key, String(value)]] : []));
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

interface SignInSearch {
  next?: string;
  /** Whose provider is offered, beside the server's. */
  company?: string;
  /** Why a provider did not sign in. */
  sso?: string;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search.next === 'string' && { next: search.next }),
    ...(typeof search.company === 'string' && { company: search.company }),
    ...(typeof search.sso === 'string' && { sso: search.sso }),
  }),
  component: lazyRouteComponent(() => import('../pages/entry/SignInPage'), 'SignInPage'),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot',
  component: lazyRouteComponent(() => import('../pages/entry/ForgotPage'), 'ForgotPage'),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  component: lazyRouteComponent(() => import('../pages/entry/ResetPage'), 'ResetPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('../pages/entry/SetupPage'), 'SetupPage'),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  component: lazyRouteComponent(() => import('../pages/entry/JoinPage'), 'JoinPage'),
});

const confirmAddressRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-address',
  component: lazyRouteComponent(() => import('../pages/entry/ConfirmAddressPage'), 'ConfirmAddressPage'),
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    if (session && !session.tenant) throw redirect({ to: '/companies', replace: true });
    if (!session) return;
    // The desk sees devices too, but its work is with RustDesk's.
    if (mayOf(session)('invite.list')) throw redirect({ to: '/devices', replace: true });
    if (mayOf(session)('rustdesk.unpaired')) throw redirect({ to: '/support', replace: true });
  },
  component: lazyRouteComponent(() => import('../pages/account/HomePage'), 'HomePage'),
});

const devicesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/devices',
  validateSearch: readDeviceSearch,
  component: DevicesPage,
});

const deviceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/devices/$deviceId',
  component: lazyRouteComponent(() => import('../pages/devices/DevicePage'), 'DevicePage'),
});

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../pages/audit/AuditPage'), 'AuditPage'),
});

const noticesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/notices',
  component: lazyRouteComponent(() => import('../pages/notices/NoticesPage'), 'NoticesPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people',
  validateSearch: readUserSearch,
  component: lazyRouteComponent(() => import('../pages/users/UsersPage'), 'UsersPage'),
});

const companiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/companies',
  validateSearch: ({ search }: Record<string, unknown>): { search?: string } =>
    typeof search === 'string' && search ? { search } : {},
  component: lazyRouteComponent(() => import('../pages/companies/CompaniesPage'), 'CompaniesPage'),
});

const oauthClientsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/clients',
  component: lazyRouteComponent(() => import('../pages/settings/OauthClients'), 'OauthClientsPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/AccountPage'), 'AccountPage'),
});

const approveRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/approve',
  component: lazyRouteComponent(() => import('../pages/approve/ApprovePage'), 'ApprovePage'),
});

const activateRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/activate',
  component: lazyRouteComponent(() => import('../pages/activate/ActivatePage'), 'ActivatePage'),
});

const entryRoutes = [signInRoute, forgotRoute, resetRoute, setupRoute, joinRoute, confirmAddressRoute];
const insideRoutes = [
  homeRoute,
  devicesRoute,
  deviceRoute,
  auditRoute,
  noticesRoute,
  peopleRoute,
  companiesRoute,
  oauthClientsRoute,
  settingsRoute,
  accountRoute,
  approveRoute,
  activateRoute,
  supportRoute,
];

export const router = createRouter({
  routeTree: rootRoute.addChildren([...entryRoutes, signedInRoute.addChildren(insideRoutes)]),
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
  // Plain text in the address: the default writes JSON, quotes and all.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: writeSearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
