import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/queries';
import { sessionQuery } from '../api/session';
import { pairedName } from '../device/paired';
import { BrokenPage, MissingPage } from './FailedPage';
import { Root } from './Root';
import { Shell } from './Shell';

export const rootRoute = createRootRoute({ component: Root, notFoundComponent: MissingPage });

/** The parent of every page for which somebody has to be signed in. */
export const signedInRoute = createRoute({
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
