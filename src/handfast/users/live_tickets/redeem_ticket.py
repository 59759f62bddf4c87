"""Exchanges a ticket for who fetched it: once, and only while the session or the token behind it is valid."""

import json
from dataclasses import dataclass, replace

from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.live_tickets import store
from handfast.users.live_tickets.give_ticket import KIND
from handfast.users.live_tickets.still_valid import still_valid
from handfast.users.one_time_tokens import store as one_time_tokens


@dataclass(frozen=True, slots=True)
class RedeemTicket:
    ticket: Secret


async def redeem_ticket(context: Context, command: RedeemTicket) -> Done[Caller] | Refused:
    """The `session_id` of the returned caller is for `still_valid`: the id of the session, or of the access token, behind the socket."""
    shown = digest(command.ticket.reveal())
    bearer = await context.fetch_one(store.bearer(shown, context.now))
    if bearer is None or not await still_valid(context.reads, bearer.session_id, context.now):
        return Refused(Reason.UNAUTHENTICATED)
    context.write(one_time_tokens.take(shown, KIND, context.now))
    caller = replace(
        context.caller,
        kind=bearer.kind,
        id=bearer.id,
        name=bearer.name,
        tenant_id=bearer.tenant_id,
        role=Role(bearer.role) if bearer.role else None,
        session_id=bearer.session_id,
        scopes=None if bearer.scopes is None else frozenset(json.loads(bearer.scopes)),
    )
    return Done(caller)
