import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from '../api/queries';
import { sessionQuery } from '../api/session';
import { pairedName } from '../device/paired';
import { readAuditSearch } from '../pages/audit/search';
import { DevicesPage } from '../pages/devices/DevicesPage';
import { readDeviceSearch } from '../pages/devices/search';
import { SignInPage } from '../pages/entry/SignInPage';
import { readCleanupSearch, readLookupSearch, readSubscriptionSearch } from '../pages/support/search';
import { readUserSearch } from '../pages/users/search';
import { BrokenPage, MissingPage } from './FailedPage';
import { Root } from './Root';
import { managesDevices } from './roles';
import { Shell } from './Shell';

function writeSearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([key, value]) => (value ? [[key, String(value)]] : []));
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

const rootRoute = createRootRoute({ component: Root, notFoundComponent: MissingPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' ? { next: search.next } : {},
  component: SignInPage,
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

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session) return;
    if (location.href === '/' && (await pairedName())) await openDevicePage();
    const next = location.href === '/' ? {} : { next: location.href };
    throw redirect({ to: '/sign-in', search: next, replace: true });
  },
  component: Shell,
  errorComponent: BrokenPage,
});

/** A paired device has a page of its own; people sign in at /sign-in, which that page links to. */
function openDevicePage(): Promise<never> {
  window.location.replace('/p');
  return new Promise(() => {}); // never settles: the browser is leaving this page
}

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    if (session && managesDevices(session.person.role)) throw redirect({ to: '/devices', replace: true });
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

const peopleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people',
  validateSearch: readUserSearch,
  component: lazyRouteComponent(() => import('../pages/users/UsersPage'), 'UsersPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/SettingsPage'), 'SettingsPage'),
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

const unpairedRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support',
  component: lazyRouteComponent(() => import('../pages/support/UnpairedPage'), 'UnpairedPage'),
});

const lookupRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support/lookup',
  validateSearch: readLookupSearch,
  component: lazyRouteComponent(() => import('../pages/support/LookupPage'), 'LookupPage'),
});

const subscriptionsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support/subscriptions',
  validateSearch: readSubscriptionSearch,
  component: lazyRouteComponent(() => import('../pages/support/SubscriptionsPage'), 'SubscriptionsPage'),
});

const cleanupRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support/cleanup',
  validateSearch: readCleanupSearch,
  component: lazyRouteComponent(() => import('../pages/support/CleanupPage'), 'CleanupPage'),
});

const phoneRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support/phone',
  component: lazyRouteComponent(() => import('../pages/support/PhonePage'), 'PhonePage'),
});

const entryRoutes = [signInRoute, forgotRoute, resetRoute, setupRoute, joinRoute];
const insideRoutes = [
  homeRoute,
  devicesRoute,
  deviceRoute,
  auditRoute,
  peopleRoute,
  settingsRoute,
  accountRoute,
  approveRoute,
  unpairedRoute,
  lookupRoute,
  subscriptionsRoute,
  cleanupRoute,
  phoneRoute,
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
