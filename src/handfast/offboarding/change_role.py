"""Changes a user's name or role. What they may no longer have is not left behind."""

from handfast.ceremonies.linking.customers import customer
from handfast.ceremonies.linking.unlink_device import end_all
from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Done, Fact, Refused
from handfast.runner.run import Act
from handfast.users.memberships.change import Changed, PersonChange, change
from handfast.users.memberships.rules import Person
from handfast.users.rules import may_do


async def change_role(act: Act, wish: PersonChange) -> Done[Person] | Refused:
    outcome = await change(act, wish)
    if isinstance(outcome, Refused):
        return outcome
    left_behind = await _left_behind(act, outcome.view) if outcome.happened else []
    return Done(outcome.view.after, [*outcome.happened, *left_behind])


async def _left_behind(act: Act, changed: Changed) -> list[Fact]:
    before, role = changed.before, changed.after.role
    codes = [] if may_do(role, "invite.issue") else await cancel_issued_by(act, before.id)
    if before.role is not Role.CUSTOMER or role is Role.CUSTOMER:
        return codes
    who = await customer(act, act.caller.tenant, before.id)
    return [*codes, *end_all(act, who)] if who is not None else codes
