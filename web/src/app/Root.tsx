import { Notifications } from '@mantine/notifications';
import { Outlet } from '@tanstack/react-router';
import { OfflineBanner } from './OfflineBanner';
import { SignInAgain } from './SignInAgain';

export function Root() {
  return (
    <>
      <OfflineBanner />
      <Outlet />
      <SignInAgain />
      <Notifications position="bottom-right" limit={4} />
    </>
  );
}
