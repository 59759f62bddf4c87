"""Ends one of the caller's own sessions, the current one or another, and closes its sockets."""

from dataclasses import dataclass

from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class EndSession:
    id: SessionId


async def end(context: Context, command: EndSession) -> Done[None] | Refused:
    caller = context.caller
    session = await context.fetch_one(store.own(command.id, caller.account))
    if session is None or (caller.company_only and session.tenant_id != caller.tenant_id):
        return Refused(Reason.NOT_FOUND)
    context.write(store.end_own(command.id, caller.account))
    return Done(None, [DomainEvent("SIGNED_OUT", session.tenant_id, Subject("session", command.id, caller.name))])
