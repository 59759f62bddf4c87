import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { signedInRoute } from '../../app/baseRoutes';
import { ManagersOnly } from './ManagersOnly';

const settings = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: ManagersOnly,
});

const start = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/company', replace: true });
  },
});

const company = createRoute({
  getParentRoute: () => settings,
  path: 'company',
  staticData: { tab: 'Company' },
  component: lazyRouteComponent(() => import('./CompanySettings'), 'CompanySettings'),
});

const pairing = createRoute({
  getParentRoute: () => settings,
  path: 'pairing',
  staticData: { tab: 'Pairing' },
  component: lazyRouteComponent(() => import('./PairingSettings'), 'PairingSettings'),
});

const rustdesk = createRoute({
  getParentRoute: () => settings,
  path: 'rustdesk',
  staticData: { tab: 'RustDesk' },
  component: lazyRouteComponent(() => import('./RustDeskSettings'), 'RustDeskSettings'),
});

const subscriptions = createRoute({
  getParentRoute: () => settings,
  path: 'subscriptions',
  staticData: { tab: 'Subscriptions' },
  component: lazyRouteComponent(() => import('./SubscriptionSettings'), 'SubscriptionSettings'),
});

const signIn = createRoute({
  getParentRoute: () => settings,
  path: 'sign-in',
  staticData: { tab: 'Sign-in' },
  component: lazyRouteComponent(() => import('./SignInSettings'), 'SignInSettings'),
});

const serviceAccounts = createRoute({
  getParentRoute: () => settings,
  path: 'service-accounts',
  staticData: { tab: 'Service accounts' },
  component: lazyRouteComponent(() => import('./ServiceAccountSettings'), 'ServiceAccountSettings'),
});

const oauthClients = createRoute({
  getParentRoute: () => settings,
  path: 'oauth-clients',
  staticData: { tab: 'OAuth clients' },
  component: lazyRouteComponent(() => import('./OauthClients'), 'OauthClientSettings'),
});

const notices = createRoute({
  getParentRoute: () => settings,
  path: 'notices',
  staticData: { tab: 'Notices' },
  component: lazyRouteComponent(() => import('./NoticeSettings'), 'NoticeSettings'),
});

const data = createRoute({
  getParentRoute: () => settings,
  path: 'data',
  staticData: { tab: 'Data' },
  component: lazyRouteComponent(() => import('./DataSettings'), 'DataSettings'),
});

export const settingsRoute = settings.addChildren([
  start,
  company,
  pairing,
  rustdesk,
  subscriptions,
  signIn,
  serviceAccounts,
  oauthClients,
  notices,
  data,
]);
