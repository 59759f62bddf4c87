"""Disables a user. Sessions and access tokens are refused from the next request on, live codes are cancelled, sockets are closed."""

from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.users.memberships.disable import disable
from handfast.users.memberships.rules import User


async def disable_user(context: Context, user_id: UserId) -> Done[User] | Refused:
    outcome = await disable(context, user_id)
    if isinstance(outcome, Refused) or not outcome.events:
        return outcome
    return Done(outcome.view, [*outcome.events, *await cancel_issued_by(context, user_id)])
