import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/baseRoutes';
import { DeskOnly } from './DeskOnly';
import { readCleanupSearch, readLookupSearch, readSubscriptionSearch } from './search';

const support = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/support',
  component: DeskOnly,
});

const unpaired = createRoute({
  getParentRoute: () => support,
  path: '/',
  staticData: { tab: 'Unpaired' },
  component: lazyRouteComponent(() => import('./UnpairedPage'), 'UnpairedPage'),
});

const lookup = createRoute({
  getParentRoute: () => support,
  path: 'lookup',
  staticData: { tab: 'Look-up' },
  validateSearch: readLookupSearch,
  component: lazyRouteComponent(() => import('./LookupPage'), 'LookupPage'),
});

const subscriptions = createRoute({
  getParentRoute: () => support,
  path: 'subscriptions',
  staticData: { tab: 'Subscriptions' },
  validateSearch: readSubscriptionSearch,
  component: lazyRouteComponent(() => import('./SubscriptionsPage'), 'SubscriptionsPage'),
});

const cleanup = createRoute({
  getParentRoute: () => support,
  path: 'cleanup',
  staticData: { tab: 'Clean-up' },
  validateSearch: readCleanupSearch,
  component: lazyRouteComponent(() => import('./CleanupPage'), 'CleanupPage'),
});

const phone = createRoute({
  getParentRoute: () => support,
  path: 'phone',
  staticData: { tab: 'Set up a phone' },
  component: lazyRouteComponent(() => import('./PhonePage'), 'PhonePage'),
});

export const supportRoute = support.addChildren([unpaired, lookup, subscriptions, cleanup, phone]);
