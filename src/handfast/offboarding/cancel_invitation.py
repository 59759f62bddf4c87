"""Cancels an invitation. The user never signed in, so only their entries in the trail stay; a device assigned to them becomes free."""

from handfast.ceremonies.linking.customers import customer
from handfast.ceremonies.linking.unlink_device import end_all
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.users.memberships import store as memberships
from handfast.users.memberships.cancel_invitation import delete_invited, find_invited


async def cancel_invitation(context: Context, user_id: UserId) -> Done[None] | Refused:
    user = await find_invited(context, user_id)
    if isinstance(user, Refused):
        return user
    seen_seq = await context.fetch_one(memberships.devices_seq(user_id, tenant_id=context.caller.tenant))
    who = await customer(context, user_id, tenant_id=context.caller.tenant)
    # The link is deleted before the user: deleting the user's row cascades to it, and the guard of the unlinking would match nothing.
    freed = end_all(context, who) if who is not None else []
    return Done(None, [await delete_invited(context, user, seen_seq or 0), *freed])
