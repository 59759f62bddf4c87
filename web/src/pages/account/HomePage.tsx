import { IconDeviceTablet, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { roleLabel } from '../../app/roles';
import { useSession } from '../../app/useSession';
import { Page } from '../../ui/Page';
import { CustomerHome } from '../link/CustomerHome';
import css from './Account.module.css';

export function HomePage() {
  const { person } = useSession();
  return person.role === 'customer' ? <CustomerHome /> : <StaffHome />;
}

function StaffHome() {
  const { person, tenant } = useSession();
  return (
    <Page
      title="You are signed in"
      lead={`As ${person.name}, ${roleLabel(person.role).toLowerCase()} of ${tenant.name}.`}
    >
      <div className={css.tiles}>
        <Link to="/account" className={css.tile}>
          <IconUserCircle size={28} stroke={1.6} aria-hidden="true" />
          <strong>Your account</strong>
          <span>Change your password and see where you are signed in.</span>
        </Link>
        <a href="/pair" className={css.tile}>
          <IconDeviceTablet size={28} stroke={1.6} aria-hidden="true" />
          <strong>Pair this device</strong>
          <span>With a code that a manager gives you.</span>
        </a>
      </div>
    </Page>
  );
}
