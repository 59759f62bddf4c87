"""Revokes one of one's own access tokens; it stops working with the next request."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.users.access_tokens import store


@dataclass(frozen=True, slots=True)
class OwnToken:
    id: str


async def revoke(act: Act, wish: OwnToken) -> Done[None] | Refused:
    caller = act.caller
    row = await store.own(act.reads, caller.tenant, caller.own_id, wish.id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    act.write(store.revoke(caller.tenant, caller.own_id, wish.id))
    return Done(None, [Fact("TOKEN_REVOKED", caller.tenant, Subject("token", wish.id, row["name"]))])
