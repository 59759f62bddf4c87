import { Outlet } from '@tanstack/react-router';
import { NotForYou } from '../../app/FailedPage';
import { useMay } from '../../app/useSession';

/** Around every support page. */
export function DeskOnly() {
  return useMay()('rustdesk.unpaired') ? <Outlet /> : <NotForYou who="owners, admins and support" />;
}
