"""What of taking an invitation back concerns the invited person. `offboarding/cancel_invitation.py` ends what else is theirs."""

from handfast.access.policy import may_give
from handfast.kernel.outcomes import Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.users.memberships import store
from handfast.users.memberships.rules import Person


async def find_invited(act: Act, id: str) -> Person | Refused:
    """NOT_FOUND, or ROLE_TOO_HIGH for a role that the caller may not give."""
    person, giver = await store.person(act.reads, act.caller.tenant, id), act.caller.role
    if person is None or person.status != "invited":
        return Refused(Reason.NOT_FOUND)
    if giver is None or not may_give(giver, person.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    return person


def delete_invited(act: Act, person: Person) -> Fact:
    """Lost when they have joined meanwhile."""
    tenant_id = act.caller.tenant
    act.write(store.delete_invited(tenant_id, person.id))
    return Fact("INVITATION_CANCELLED", tenant_id, Subject("person", person.id, person.name))
