"""Changes a user's name or role, and ends what they may not have in the new role: live codes, a link, a pending link."""

from handfast.ceremonies.linking.customers import customer
from handfast.ceremonies.linking.unlink_device import end_all
from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.runner.context import Context
from handfast.users.memberships.change import ChangeUser, change
from handfast.users.memberships.rules import User
from handfast.users.rules import may_do


async def change_role(context: Context, command: ChangeUser) -> Done[User] | Refused:
    outcome = await change(context, command)
    if isinstance(outcome, Refused):
        return outcome
    left_behind = await end_with_role(context, outcome.view.before, outcome.view.after.role) if outcome.events else []
    return Done(outcome.view.after, [*outcome.events, *left_behind])


async def end_with_role(context: Context, before: User, role: Role) -> list[DomainEvent]:
    """Ends what a user of the caller's tenant, who now has `role`, may no longer have."""
    codes = [] if may_do(role, "invite.issue") else await cancel_issued_by(context, before.id)
    if before.role is not Role.CUSTOMER or role is Role.CUSTOMER:
        return codes
    who = await customer(context, before.id, tenant_id=context.caller.tenant)
    return [*codes, *end_all(context, who)] if who is not None else codes
