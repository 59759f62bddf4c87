"""Changes a user's name or role. A new role ends their sessions; `offboarding/change_role.py` ends what else came with the old one."""

from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.callers import RANK, Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.new_leader import notify_of_new_leader
from handfast.users.memberships.rules import User, change_refused, takes_owner_away
from handfast.users.rules import invalid_name, lets_others_in
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class ChangeUser:
    id: UserId
    name: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    before: User
    after: User


async def change(context: Context, command: ChangeUser) -> Done[Changed] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.gives_as
    before = await context.fetch_one(store.user(command.id, tenant_id=tenant_id))
    if before is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    role = before.role if command.role is None else command.role
    keeper = await context.fetch_one(store.other_owner(before.id, tenant_id=tenant_id))
    if refused := await _refused(context, giver, before, role, other_owner=keeper is not None):
        return refused
    changes = [f"role from {before.role.value} to {role.value}"] if role is not before.role else []
    if name != before.name:
        changes.append(f"name from {before.name}")
    if not changes:
        return Done(Changed(before, before))
    context.write(store.change(before, name, role, tenant_id=tenant_id))
    if keeper is not None and takes_owner_away(before, role):
        context.write(store.keep_owner(keeper, tenant_id=tenant_id))
    after = replace(before, name=name, role=role)
    leader = [await notify_of_new_leader(context, after)] if _is_raised(before, role) else []
    changed = DomainEvent("PERSON_CHANGED", tenant_id, Subject("person", before.id, name), {"changes": ", ".join(changes)})
    return Done(Changed(before, after), [changed, *leader])


def _is_raised(before: User, role: Role) -> bool:
    """Whether the new role is higher and can let in others."""
    return RANK[role] > RANK[before.role] and lets_others_in(role)


async def _refused(context: Context, giver: Role, before: User, role: Role, *, other_owner: bool) -> Refused | None:
    if reason := change_refused(giver, before, role, other_owner=other_owner):
        return Refused(reason)
    return await unconfirmed(context) if _is_raised(before, role) else None
