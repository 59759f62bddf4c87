"""Enables a disabled user again.

They must sign in anew and their old access tokens stay invalid, since the reason for disabling them is not known here.
"""

from dataclasses import replace

from handfast.access.policy import may_give
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store
from handfast.users.memberships.rules import User
from handfast.users.rules import lets_others_in
from handfast.users.sessions import store as sessions
from handfast.users.sessions.unconfirmed import unconfirmed


async def enable(context: Context, user_id: UserId) -> Done[User] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.gives_as
    user = await context.fetch_one(store.user(user_id, tenant_id=tenant_id))
    if user is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    if not may_give(giver, user.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    if user.status != "disabled":
        return Done(user)
    if lets_others_in(user.role) and (refused := await unconfirmed(context)):
        return refused
    context.write(
        store.enable(user.id, tenant_id=tenant_id),
        tokens.end_all_of(user.id, tenant_id=tenant_id),
        sessions.end_all_of(user.id, tenant_id=tenant_id),
    )
    is_invited = await context.fetch_one(store.is_invited(user.id, tenant_id=tenant_id))
    enabled = replace(user, status="invited" if is_invited else "active")
    return Done(enabled, [DomainEvent("PERSON_ENABLED", tenant_id, Subject("person", user.id, user.name))])
