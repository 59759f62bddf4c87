"""Takes an invitation back. The person has never been here, so nothing of them stays but the trail; a device assigned to them is free."""

from dataclasses import dataclass

from handfast.access.policy import may_give
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.users.memberships import store
from handfast.users.memberships.links import end_link


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    id: str


async def cancel_invitation(act: Act, wish: InvitedPerson) -> Done[None] | Refused:
    tenant_id, giver = act.caller.tenant, act.caller.role
    person = await store.person(act.reads, tenant_id, wish.id)
    if person is None or person.status != "invited":
        return Refused(Reason.NOT_FOUND)
    if giver is None or not may_give(giver, person.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    freed = await end_link(act, person)
    act.write(store.delete_invited(tenant_id, person.id))
    return Done(None, [Fact("INVITATION_CANCELLED", tenant_id, Subject("person", person.id, person.name)), *freed])
