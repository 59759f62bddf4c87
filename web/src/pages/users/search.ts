import type { Role, User } from '../../api/types';
import type { UserFilter } from '../../api/users';

const ROLES: string[] = ['owner', 'admin', 'manager', 'staff', 'customer'] satisfies Role[];
const STATUSES: string[] = ['active', 'invited', 'disabled'] satisfies User['status'][];

export function readUserSearch({ search, role, status }: Record<string, unknown>): UserFilter {
  return {
    ...(typeof search === 'string' && search ? { search } : {}),
    ...(ROLES.includes(role as string) ? { role: role as Role } : {}),
    ...(STATUSES.includes(status as string) ? { status: status as User['status'] } : {}),
  };
}
