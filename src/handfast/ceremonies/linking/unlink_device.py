"""Step 5. A customer gives up the device or withdraws a pending link. Neither needs a subscription."""

from handfast.ceremonies.linking.bind import end_pending_link, unbind
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.lifecycle import GIVE_UP, WITHDRAW
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


async def unlink_device(context: Context, _: None) -> Done[None] | Refused:
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None or not who.may(GIVE_UP):
        return Refused(Reason.NOTHING_TO_UPDATE)
    return Done(None, end_all(context, who))


def end_all(context: Context, who: Customer) -> list[DomainEvent]:
    """Ends both the pending link and the link. The personal code stays: a user who becomes a customer again has the same one."""
    return [*end_pending_link(context, who), *unbind(context, who)]


async def withdraw_pending_link(context: Context, _: None) -> Done[None] | Refused:
    """Withdraws the pending link; a link stays as it is."""
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None or not who.may(WITHDRAW):
        return Refused(Reason.NOTHING_TO_UPDATE, extra={"detail": "There is no request to withdraw."})
    return Done(None, end_pending_link(context, who))
