"""Step 2. Derives the customer's one subscription from those that the provider reported."""

from collections.abc import Sequence
from dataclasses import replace

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import Customer, ProviderSubscription, Subscription, counting, is_good, lapsed_at
from handfast.billing.subscriptions.set import changed
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent
from handfast.runner.context import Context


def reconcile(
    context: Context, customer: Customer, reported: Sequence[ProviderSubscription], *, tenant_id: TenantId, lost: bool = False
) -> list[DomainEvent]:
    """`lost`: a subscription of this customer was somebody else's all along. If no other is left, what the provider reported is reset."""
    before, now = customer.subscription, context.now
    counts = counting(reported, before, now)
    after = replace(before, version=before.version + 1)
    if counts is not None:
        lapsed = lapsed_at(before, counts.state, counts.ends_at, now)
        how = (now, lapsed, counts.provider_customer, before.version + 1, counts.renews_at)
        after = Subscription(counts.state, counts.ends_at, "stripe", *how)
    elif lost and not reported and before.source == "stripe":
        lapsed = lapsed_at(before, "none", None, now)
        after = Subscription("none", None, "stripe", now, lapsed, None, before.version + 1)
    # Written even if nothing changed: two simultaneous events each read the other's old state, so the second must conflict and run again.
    context.write(store.put(customer.id, before, after, tenant_id=tenant_id))
    is_news = before.version == 0 or (before.state, before.ends_at) != (after.state, after.ends_at)
    return [changed(customer, after, tenant_id=tenant_id)] if is_news else []


async def renew(context: Context, user_id: UserId, *, tenant_id: TenantId) -> list[DomainEvent]:
    """Replaces a customer's ended subscription by another reported one that is good. If there is none, nothing happens."""
    customer = await context.fetch_one(store.customer(user_id, tenant_id=tenant_id))
    if customer is None:
        return []
    reported = await context.fetch_all(store.provider_subscriptions(user_id, tenant_id=tenant_id))
    counts = counting(reported, customer.subscription, context.now)
    if counts is None or not is_good(counts.state, counts.ends_at, context.now):
        return []
    return reconcile(context, customer, reported, tenant_id=tenant_id)
