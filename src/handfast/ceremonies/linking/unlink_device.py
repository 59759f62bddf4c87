"""Step 5. A customer gives the device up, or takes back a claim that waits. For that nobody needs a subscription."""

from handfast.ceremonies.linking.bind import end_claim, unbind
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


async def unlink_device(context: Context, _: None) -> Done[None] | Refused:
    who = await customer(context, context.caller.tenant, context.caller.own_id)
    if who is None or (who.link is None and who.claim is None):
        return Refused(Reason.NOTHING_TO_UPDATE)
    return Done(None, end_all(context, who))


def end_all(context: Context, who: Customer) -> list[DomainEvent]:
    """Neither a claim nor a link is left. The personal code stays: whoever is a customer again has it again."""
    return [*end_claim(context, who), *unbind(context, who)]


async def take_claim_back(context: Context, _: None) -> Done[None] | Refused:
    """Waits for no device any more; a link stays as it is."""
    who = await customer(context, context.caller.tenant, context.caller.own_id)
    if who is None or who.claim is None:
        return Refused(Reason.NOTHING_TO_UPDATE, extra={"detail": "You wait for no device."})
    return Done(None, end_claim(context, who))
