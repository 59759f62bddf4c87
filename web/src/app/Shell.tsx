import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { sessionQuery } from '../api/session';
import type { Session } from '../api/types';
import { useLiveConnection } from '../realtime/useLive';
import { Wordmark } from '../ui/Mark';
import { ThemeSwitch } from '../ui/ThemeSwitch';
import { AccountMenu } from './AccountMenu';
import { Alerts } from './Alerts';
import { CompanySwitch } from './CompanySwitch';
import { useJoinToasts } from './joinToasts';
import { LiveBadge } from './LiveBadge';
import { Navigation } from './Navigation';
import { NoticesLink } from './NoticesLink';
import { PasswordQuestion } from './PasswordQuestion';
import { ReplacedNote } from './ReplacedNote';
import { SecondFactorFirst } from './SecondFactorFirst';
import { ServerOrCompany } from './ServerOrCompany';
import css from './Shell.module.css';
import { StandsStill } from './StandsStill';
import { mayOf, ShownSession } from './useSession';

const SuspendedPage = lazy(async () => ({
  default: (await import('../pages/entry/SuspendedPage')).SuspendedPage,
}));

/** The frame of all pages for signed-in people. When the session ends, the router checks access again and goes to the sign-in page. */
export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  const router = useRouter();
  useEffect(() => {
    if (!session) void router.invalidate();
  }, [session, router]);
  return (
    session && (
      <ShownSession value={session}>
        {session.suspended ? (
          <Suspense>
            <SuspendedPage session={session} suspended={session.suspended} />
          </Suspense>
        ) : (
          <Frame key={session.person.id} session={session} />
        )}
      </ShownSession>
    )
  );
}

function Frame({ session }: { session: Session }) {
  const may = mayOf(session);
  const isLive = may('live.join') && !session.needs_second_factor;
  useLiveConnection(isLive);
  useJoinToasts(isLive);
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        Skip to the content
      </a>
      <header className={css.side}>
        <div className={css.brand}>
          <Wordmark size={28} />
        </div>
        <CompanySwitch session={session} />
        <Navigation session={session} />
        <div className={css.foot}>
          {isLive && <LiveBadge />}
          {may('notice.read') && !session.needs_second_factor && <NoticesLink />}
          <ThemeSwitch />
          <AccountMenu session={session} />
        </div>
      </header>
      <main id="main" className={css.main} tabIndex={-1}>
        <ReplacedNote session={session} />
        {may('audit.read') && !session.needs_second_factor && <Alerts />}
        <SecondFactorFirst>
          <ServerOrCompany session={session}>
            <Outlet />
          </ServerOrCompany>
        </SecondFactorFirst>
      </main>
      <PasswordQuestion />
      <StandsStill session={session} />
    </div>
  );
}
