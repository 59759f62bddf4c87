import type { Role, User } from '../../api/types';
import type { UserFilter } from '../../api/users';
import { ROLES } from '../../app/roles';

const ROLE_NAMES: string[] = ROLES.map(({ value }) => value);
const STATUSES: string[] = ['active', 'invited', 'disabled'] satisfies User['status'][];

export function readUserSearch({ search, role, status }: Record<string, unknown>): UserFilter {
  return {
    ...(typeof search === 'string' && search ? { search } : {}),
    ...(ROLE_NAMES.includes(role as string) ? { role: role as Role } : {}),
    ...(STATUSES.includes(status as string) ? { status: status as User['status'] } : {}),
  };
}
