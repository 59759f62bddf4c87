"""Step 2. Derives the customer's one subscription from those that the provider reported."""

from collections.abc import Sequence
from dataclasses import replace

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import ProviderSubscription, Subscription, counting, is_good, lapsed_at
from handfast.billing.subscriptions.set import changed, put
from handfast.db.raw import Row
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent
from handfast.runner.context import Context


def reconcile(
    context: Context, tenant_id: TenantId, customer: Row, reported: Sequence[ProviderSubscription], *, lost: bool = False
) -> list[DomainEvent]:
    """`lost`: a subscription of this customer was somebody else's all along. If no other is left, what the provider reported is reset."""
    before, now = store.subscription_of(customer), context.now
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
    context.write(put(tenant_id, customer["id"], before, after))
    is_news = before.version == 0 or (before.state, before.ends_at) != (after.state, after.ends_at)
    return [changed(tenant_id, customer["id"], customer["name"], after)] if is_news else []


async def renew(context: Context, tenant_id: TenantId, user_id: UserId) -> list[DomainEvent]:
    """Replaces a customer's ended subscription by another reported one that is good. If there is none, nothing happens."""
    customer = await store.customer(context.reads, tenant_id, user_id)
    reported = await store.provider_subscriptions(context.reads, tenant_id, user_id)
    counts = counting(reported, store.subscription_of(customer), context.now)
    if customer is None or counts is None or not is_good(counts.state, counts.ends_at, context.now):
        return []
    return reconcile(context, tenant_id, customer, reported)
