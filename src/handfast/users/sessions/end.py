"""Ends one of the caller's own sessions, the current one or another, and closes its sockets."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class EndSession:
    id: str


async def end(context: Context, command: EndSession) -> Done[None] | Refused:
    caller = context.caller
    if not await store.is_own(context.reads, caller.tenant, caller.user_id, command.id):
        return Refused(Reason.NOT_FOUND)
    context.write(store.end_own(caller.tenant, caller.user_id, command.id))
    return Done(None, [DomainEvent("SIGNED_OUT", caller.tenant, Subject("session", command.id, caller.name))])
