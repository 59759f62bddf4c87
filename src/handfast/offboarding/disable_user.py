"""Shuts a user out. Sessions and tokens stop at the next request, live codes die, sockets close."""

from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Act
from handfast.users.memberships.disable import ThisPerson, disable
from handfast.users.memberships.rules import Person


async def disable_user(act: Act, wish: ThisPerson) -> Done[Person] | Refused:
    outcome = await disable(act, wish)
    if isinstance(outcome, Refused) or not outcome.happened:
        return outcome
    return Done(outcome.view, [*outcome.happened, *await cancel_issued_by(act, wish.id)])
