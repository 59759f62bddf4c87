"""Step 6. Gives a ticket for one live connection."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.live_tickets import store
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.rules import TICKET_LIFE
from handfast.users.service_accounts import store as services
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
        token_id = services.token_id if caller.kind == "service" else store.token_id
        behind = await context.fetch_one(token_id(caller.credential))
    if behind is None:
        return Refused(Reason.UNAUTHENTICATED)
    ticket, expires_at = new_secret(context), context.now + TICKET_LIFE
    user_id = caller.user_id if caller.kind == "person" else None
    context.write(one_time_tokens.insert(digest(ticket), KIND, context.now, expires_at, user_id=user_id, session_id=behind))
    return Done(Ticket(Secret(ticket), TICKET_LIFE))
