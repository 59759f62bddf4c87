"""Disables a user: sessions and access tokens stop working at the next request. `offboarding/disable_user.py` ends what else is theirs."""

from dataclasses import replace

from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import User, switch_refused, takes_owner_away


async def disable(context: Context, user_id: UserId) -> Done[User] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.gives_as
    user = await context.fetch_one(store.user(user_id, tenant_id=tenant_id))
    if user is None or giver is None:
        return Refused(Reason.NOT_FOUND)
    keeper = await context.fetch_one(store.other_owner(user.id, tenant_id=tenant_id))
    if reason := switch_refused(giver, context.caller.id, user, other_owner=keeper is not None):
        return Refused(reason)
    if user.status == "disabled":
        return Done(user)
    context.write(store.disable(user, context.now, tenant_id=tenant_id))
    if keeper is not None and takes_owner_away(user, None):
        context.write(store.keep_owner(keeper, tenant_id=tenant_id))
    disabled = DomainEvent("PERSON_DISABLED", tenant_id, Subject("person", user.id, user.name))
    return Done(replace(user, status="disabled"), [disabled])
