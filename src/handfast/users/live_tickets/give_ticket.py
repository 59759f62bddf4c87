"""Step 6. Gives a ticket for one live connection."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.live_tickets import store
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.rules import TICKET_LIFE
from handfast.users.sessions.opening import new_secret

KIND = "live"


@dataclass(frozen=True, slots=True)
class Ticket:
    ticket: Secret
    expires_in: int
    """Milliseconds."""


async def give_ticket(context: Context, _: None) -> Done[Ticket] | Refused:
    caller = context.caller
    behind = caller.session_id
    if behind is None and caller.credential is not None:
        behind = await context.fetch_one(store.token_id(caller.credential))
    if behind is None:
        return Refused(Reason.UNAUTHENTICATED)
    ticket = new_secret(context)
    context.write(
        one_time_tokens.insert(digest(ticket), KIND, context.now, context.now + TICKET_LIFE, user_id=caller.user_id, session_id=behind)
    )
    return Done(Ticket(Secret(ticket), TICKET_LIFE))
