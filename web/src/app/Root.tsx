import { Outlet } from '@tanstack/react-router';
import { Toasts } from '../ui/Toasts';
import { OfflineBanner } from './OfflineBanner';
import { SessionRenewal } from './SessionRenewal';

export function Root() {
  return (
    <>
      <OfflineBanner />
      <Outlet />
      <SessionRenewal />
      <Toasts />
    </>
  );
}
