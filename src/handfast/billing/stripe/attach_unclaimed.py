"""Step 3. Subscriptions that were bought before the customer was invited are attached to the customer afterwards."""

from itertools import groupby

from handfast.billing.stripe.reconcile import reconcile
from handfast.billing.subscriptions import store
from handfast.db.raw import fetch_rows
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.runner.context import Context

MOST_AT_ONCE = 100


async def attach_unclaimed(context: Context, _: None) -> Done[int] | Refused:
    """Attaches up to `MOST_AT_ONCE` subscriptions; `Done.view` is their number."""
    rows = await fetch_rows(context.reads, store.UNCLAIMED, MOST_AT_ONCE)
    facts: list[DomainEvent] = []
    for (tenant_id, user_id), found in groupby(rows, key=lambda row: (row["tenant_id"], row["owner"])):
        unclaimed = [store.provider_subscription_of(row) for row in found]
        context.write(*(store.attach_unclaimed(tenant_id, user_id, one) for one in unclaimed))
        customer = await store.customer(context.reads, tenant_id, user_id)
        if customer is not None:
            facts += reconcile(
                context, tenant_id, customer, [*await store.provider_subscriptions(context.reads, tenant_id, user_id), *unclaimed]
            )
    return Done(len(rows), facts)
