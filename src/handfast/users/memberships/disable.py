"""Shuts a person out: sessions and tokens stop at the next request. `offboarding/disable_user.py` ends what else is theirs."""

from dataclasses import dataclass, replace

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.run import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import Person, switch_refused, takes_owner_away
from handfast.users.one_time_tokens import store as one_time_tokens


@dataclass(frozen=True, slots=True)
class ThisPerson:
    id: str


async def disable(context: Context, wish: ThisPerson) -> Done[Person] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.role
    person = await store.person(context.reads, tenant_id, wish.id)
    if person is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    keeper = await store.other_owner(context.reads, tenant_id, person.id)
    if reason := switch_refused(giver, context.caller.own_id, person, other_owner=keeper is not None):
        return Refused(reason)
    if person.status == "disabled":
        return Done(person)
    context.write(store.disable(tenant_id, person, context.now), one_time_tokens.drop(person.id, "reset"))
    if keeper is not None and takes_owner_away(person, None):
        context.write(store.keep_owner(tenant_id, keeper))
    disabled = DomainEvent("PERSON_DISABLED", tenant_id, Subject("person", person.id, person.name))
    return Done(replace(person, status="disabled"), [disabled])
