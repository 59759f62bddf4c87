"""Revokes one of one's own access tokens; it stops working with the next request."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.run import Context
from handfast.users.access_tokens import store


@dataclass(frozen=True, slots=True)
class OwnToken:
    id: str


async def revoke(context: Context, wish: OwnToken) -> Done[None] | Refused:
    caller = context.caller
    row = await store.own(context.reads, caller.tenant, caller.own_id, wish.id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.revoke(caller.tenant, caller.own_id, wish.id))
    return Done(None, [DomainEvent("TOKEN_REVOKED", caller.tenant, Subject("token", wish.id, row["name"]))])
