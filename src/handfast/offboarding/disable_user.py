"""Disables a user. Sessions and access tokens are refused from the next request on, live codes are cancelled, sockets are closed.

Service accounts of which the user is the contact go on, and the owners and admins are told.
"""

from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.users.memberships.disable import disable
from handfast.users.memberships.rules import User
from handfast.users.service_accounts import store as service_accounts
from handfast.users.service_accounts.notices import notify_contact_left


async def disable_user(context: Context, user_id: UserId) -> Done[User] | Refused:
    outcome = await disable(context, user_id)
    if isinstance(outcome, Refused) or not outcome.events:
        return outcome
    accounts = await context.fetch_all(service_accounts.of_contact(user_id, tenant_id=context.caller.tenant))
    await notify_contact_left(context, outcome.view, accounts)
    return Done(outcome.view, [*outcome.events, *await cancel_issued_by(context, user_id)])
