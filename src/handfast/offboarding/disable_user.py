"""Shuts a user out. Sessions and tokens stop at the next request, live codes die, sockets close."""

from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Context
from handfast.users.memberships.disable import ThisPerson, disable
from handfast.users.memberships.rules import Person


async def disable_user(context: Context, wish: ThisPerson) -> Done[Person] | Refused:
    outcome = await disable(context, wish)
    if isinstance(outcome, Refused) or not outcome.events:
        return outcome
    return Done(outcome.view, [*outcome.events, *await cancel_issued_by(context, wish.id)])
