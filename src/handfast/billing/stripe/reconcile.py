"""Step 2. What the provider told of a customer's subscriptions becomes the one the customer has."""

from collections.abc import Sequence
from dataclasses import replace

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import ProviderSubscription, Subscription, counting, is_good, lapsed_at
from handfast.billing.subscriptions.set import changed, put
from handfast.db.database import Row
from handfast.kernel.outcomes import DomainEvent
from handfast.runner.context import Context


def reconcile(
    context: Context, tenant_id: str, customer: Row, reported: Sequence[ProviderSubscription], *, lost: bool = False
) -> list[DomainEvent]:
    """`lost`: one of the customer's was somebody else's all along; without another one nothing is left of what the provider told."""
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
    # Written even if it says the same: each of two events at once knows only the old word of the other; the second is lost and looks again.
    context.write(put(tenant_id, customer["id"], before, after))
    is_news = before.version == 0 or (before.state, before.ends_at) != (after.state, after.ends_at)
    return [changed(tenant_id, customer["id"], customer["name"], after)] if is_news else []


async def renew(context: Context, tenant_id: str, user_id: str) -> list[DomainEvent]:
    """Of a customer whose subscription has ended, as far as the customer has another one that is good. Else nothing happens."""
    customer = await store.customer(context.reads, tenant_id, user_id)
    reported = await store.provider_subscriptions(context.reads, tenant_id, user_id)
    counts = counting(reported, store.subscription_of(customer), context.now)
    if customer is None or counts is None or not is_good(counts.state, counts.ends_at, context.now):
        return []
    return reconcile(context, tenant_id, customer, reported)
