import type { Role } from '../../api/types';
import { ROLES } from '../../app/roles';
import { useSession } from '../../app/useSession';
import css from './Users.module.css';

interface RoleChoiceProps {
  value: Role;
  onChange: (role: Role) => void;
}

/** Each role with what it can do, in words. Nobody is offered a role above their own. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const { person } = useSession();
  const offered = ROLES.filter((role) => person.role === 'owner' || role.value !== 'owner');
  return (
    <fieldset className={css.roles}>
      <legend>Role</legend>
      {offered.map((role) => (
        <label key={role.value} className={css.role}>
          <input
            type="radio"
            name="role"
            value={role.value}
            checked={role.value === value}
            onChange={() => onChange(role.value)}
          />
          <span>
            <strong>{role.label}</strong>
            <span>{role.can}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
