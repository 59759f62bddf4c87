"""Step 4. A subscription has ended: the trail says so once, and the link stays or ends, as the tenant has chosen.

A link that stays cannot be changed until the customer is paid up again, since every change requires a good subscription.
"""

from handfast.billing.stripe.reconcile import renew
from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.store import Overdue
from handfast.ceremonies.linking.bind import unbind
from handfast.ceremonies.linking.customers import customer
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.users import tenant_settings


async def lapse(context: Context, _: None) -> Done[int] | Refused:
    """Handles up to 100 ended subscriptions; `Done.view` is their number. A customer with another good one continues with that."""
    overdue = await context.fetch_all(subscriptions.overdue(context.now))
    events: list[DomainEvent] = []
    for one in overdue:
        events += await renew(context, one.user_id, tenant_id=one.tenant_id) or await _end(context, one)
    return Done(len(overdue), events)


async def _end(context: Context, overdue: Overdue) -> list[DomainEvent]:
    context.write(subscriptions.mark_lapsed(overdue.user_id, overdue.version, context.now, tenant_id=overdue.tenant_id))
    ended = await _unlink(context, overdue)
    why = "it was not renewed, and " if overdue.renews_at is not None else ""
    consequence = why + ("the device was unlinked" if ended else "the link stays as it is")
    user = Subject("person", overdue.user_id, overdue.name)
    return [DomainEvent("SUBSCRIPTION_LAPSED", overdue.tenant_id, user, {"consequence": consequence}), *ended]


async def _unlink(context: Context, overdue: Overdue) -> list[DomainEvent]:
    if tenant_settings.parse(overdue.tenant_settings).on_lapse != "unlink":
        return []
    who = await customer(context, overdue.user_id, tenant_id=overdue.tenant_id)
    return unbind(context, who) if who is not None else []
