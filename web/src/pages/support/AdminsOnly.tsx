import { Outlet } from '@tanstack/react-router';
import { NotForYou } from '../../app/FailedPage';
import { managesUsers } from '../../app/roles';
import { useSession } from '../../app/useSession';

/** Around every support page. */
export function AdminsOnly() {
  const { person } = useSession();
  return managesUsers(person.role) ? <Outlet /> : <NotForYou who="owners and admins" />;
}
