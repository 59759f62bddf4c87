"""Lets a disabled person in again. They sign in anew, and their old access tokens stay dead: who knows why they were shut out."""

from handfast.access.policy import may_give
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.users import store as people
from handfast.users.memberships import store
from handfast.users.memberships.disable import ThisPerson
from handfast.users.memberships.rules import Person
from handfast.users.rules import lets_others_in
from handfast.users.sessions.unconfirmed import unconfirmed


async def enable(act: Act, wish: ThisPerson) -> Done[Person] | Refused:
    tenant_id, giver = act.caller.tenant, act.caller.role
    person = await store.person(act.reads, tenant_id, wish.id)
    if person is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    if not may_give(giver, person.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    if person.status != "disabled":
        return Done(person)
    if lets_others_in(person.role) and (refused := await unconfirmed(act)):
        return refused
    act.write(store.enable(tenant_id, person.id), *people.end_tokens_of(tenant_id, person.id), people.end_sessions_of(tenant_id, person.id))
    enabled = await store.status_when_enabled(act.reads, tenant_id, person)
    return Done(enabled, [Fact("PERSON_ENABLED", tenant_id, Subject("person", person.id, person.name))])
