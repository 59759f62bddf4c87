"""Exchanges a ticket for the user who fetched it: once, and only while that user is still signed in."""

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
    row = await store.bearer(context.reads, shown, context.now)
    if row is None or not await still_valid(context.reads, row["session_id"], context.now):
        return Refused(Reason.UNAUTHENTICATED)
    context.write(one_time_tokens.take(shown, KIND, context.now))
    caller = replace(
        context.caller,
        kind="person",
        id=row["id"],
        name=row["name"],
        tenant_id=row["tenant_id"],
        role=Role(row["role"]),
        session_id=row["session_id"],
        scopes=None if row["scopes"] is None else frozenset(json.loads(row["scopes"])),
    )
    return Done(caller)
