import type { Role, Session } from '../api/types';

interface RoleWords {
  value: Role;
  label: string;
  can: string;
}

export const ROLES: RoleWords[] = [
  { value: 'owner', label: 'Owner', can: 'Everything, including making and removing other owners.' },
  {
    value: 'admin',
    label: 'Admin',
    can: 'Devices, codes, audit log, people and settings. Cannot change owners.',
  },
  {
    value: 'manager',
    label: 'Manager',
    can: 'Pairs, disables and deletes devices, and reads the audit log.',
  },
  {
    value: 'support',
    label: 'Support',
    can: 'Helps customers: RustDesk devices, who has them, and their sessions. Sees devices and subscriptions.',
  },
  {
    value: 'installer',
    label: 'Installer',
    can: 'Pairs devices, and sees only those that were paired with their own codes.',
  },
  { value: 'staff', label: 'Staff', can: 'Signs in and looks after their own account. Manages nothing.' },
  { value: 'viewer', label: 'Viewer', can: 'Sees what a manager sees, and changes nothing.' },
  { value: 'customer', label: 'Customer', can: 'Links their own RustDesk device and sees nothing else.' },
];

/** "You are invited as an owner". */
export const asRole = (role: Role) =>
  ({
    owner: 'an owner',
    admin: 'an admin',
    manager: 'a manager',
    support: 'support',
    installer: 'an installer',
    staff: 'staff',
    viewer: 'a viewer',
    customer: 'a customer',
  })[role];

export const roleLabel = (role: Role) => ROLES.find((words) => words.value === role)?.label ?? role;

/** The company that a session acts for, or the server. */
export const placeOf = ({ tenant }: Pick<Session, 'tenant'>) => tenant?.name ?? 'the server';

/** "Manager of Fireflow Kitchen". */
export const roleIn = (session: Session) =>
  `${session.person.role ? roleLabel(session.person.role) : 'Operator'} of ${placeOf(session)}`;
