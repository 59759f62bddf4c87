import { Outlet } from '@tanstack/react-router';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';

/** Around every page of the settings. */
export function ManagersOnly() {
  return useMay()('tenant.change') ? <Outlet /> : <NotForYou who="owners and admins" />;
}
