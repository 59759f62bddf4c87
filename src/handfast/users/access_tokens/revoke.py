"""Revokes one of the caller's own access tokens; it stops working with the next request."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.access_tokens import store


@dataclass(frozen=True, slots=True)
class RevokeToken:
    id: str


async def revoke(context: Context, command: RevokeToken) -> Done[None] | Refused:
    caller = context.caller
    name = await context.fetch_one(store.own_name(command.id, caller.user_id, tenant_id=caller.tenant))
    if name is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.revoke(command.id, caller.user_id, tenant_id=caller.tenant))
    return Done(None, [DomainEvent("TOKEN_REVOKED", caller.tenant, Subject("token", command.id, name))])
