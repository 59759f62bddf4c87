"""Revokes the access token of any user of the tenant, for who commands the machine itself: it may have leaked."""

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.access_tokens import store

_NONE = "This company has no such token."


async def revoke_of_anyone(context: Context, token_id: str) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    user_id = await context.fetch_one(store.owner_of(token_id, tenant_id=tenant_id))
    name = await context.fetch_one(store.own_name(token_id, user_id, tenant_id=tenant_id)) if user_id is not None else None
    if user_id is None or name is None:
        return Refused(Reason.NOT_FOUND, extra={"detail": _NONE})
    context.write(store.revoke(token_id, user_id, tenant_id=tenant_id))
    return Done(None, [DomainEvent("TOKEN_REVOKED", tenant_id, Subject("token", token_id, name))])
