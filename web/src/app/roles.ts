import type { Role, Session } from '../api/types';

const MANAGES_DEVICES: Role[] = ['owner', 'admin', 'manager'];
const MANAGES_PEOPLE: Role[] = ['owner', 'admin'];

export const managesDevices = (role: Role) => MANAGES_DEVICES.includes(role);
export const managesUsers = (role: Role) => MANAGES_PEOPLE.includes(role);

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
  { value: 'staff', label: 'Staff', can: 'Signs in and looks after their own account. Manages nothing.' },
  { value: 'customer', label: 'Customer', can: 'Links their own RustDesk device and sees nothing else.' },
];

/** "You are invited as an owner". */
export const asRole = (role: Role) =>
  ({ owner: 'an owner', admin: 'an admin', manager: 'a manager', staff: 'staff', customer: 'a customer' })[
    role
  ];

export const roleLabel = (role: Role) => ROLES.find((words) => words.value === role)?.label ?? role;

/** The company that a session acts for, or the server. */
export const placeOf = ({ tenant }: Pick<Session, 'tenant'>) => tenant?.name ?? 'the server';

/** "Manager of Fireflow Kitchen". */
export const roleIn = (session: Session) =>
  `${session.person.role ? roleLabel(session.person.role) : 'Operator'} of ${placeOf(session)}`;
