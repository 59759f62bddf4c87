"""Lets a disabled person in again. They sign in anew, and their old access tokens stay dead: who knows why they were shut out."""

from handfast.access.policy import may_give
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.run import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store
from handfast.users.memberships.disable import ThisPerson
from handfast.users.memberships.rules import Person
from handfast.users.rules import lets_others_in
from handfast.users.sessions import store as sessions
from handfast.users.sessions.unconfirmed import unconfirmed


async def enable(context: Context, wish: ThisPerson) -> Done[Person] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.role
    person = await store.person(context.reads, tenant_id, wish.id)
    if person is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    if not may_give(giver, person.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    if person.status != "disabled":
        return Done(person)
    if lets_others_in(person.role) and (refused := await unconfirmed(context)):
        return refused
    context.write(store.enable(tenant_id, person.id), *tokens.end_all_of(tenant_id, person.id), sessions.end_all_of(tenant_id, person.id))
    enabled = await store.status_when_enabled(context.reads, tenant_id, person)
    return Done(enabled, [DomainEvent("PERSON_ENABLED", tenant_id, Subject("person", person.id, person.name))])
