"""Ends one of one's own sessions, this one or another; its sockets close."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class OwnSession:
    id: str


async def end(act: Act, wish: OwnSession) -> Done[None] | Refused:
    caller = act.caller
    if not await store.is_own(act.reads, caller.tenant, caller.own_id, wish.id):
        return Refused(Reason.NOT_FOUND)
    act.write(store.end_own(caller.tenant, caller.own_id, wish.id))
    return Done(None, [Fact("SIGNED_OUT", caller.tenant, Subject("session", wish.id, caller.name))])
