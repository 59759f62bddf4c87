import type { PeopleFilter } from '../../api/people';
import type { Person, Role } from '../../api/types';

const ROLES: string[] = ['owner', 'admin', 'manager', 'staff', 'customer'] satisfies Role[];
const STATUSES: string[] = ['active', 'invited', 'disabled'] satisfies Person['status'][];

export function readPeopleSearch({ search, role, status }: Record<string, unknown>): PeopleFilter {
  return {
    ...(typeof search === 'string' && search ? { search } : {}),
    ...(ROLES.includes(role as string) ? { role: role as Role } : {}),
    ...(STATUSES.includes(status as string) ? { status: status as Person['status'] } : {}),
  };
}
