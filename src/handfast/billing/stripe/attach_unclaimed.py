"""Step 3. Subscriptions that were bought before the customer was invited are attached to the customer afterwards."""

from itertools import groupby

from handfast.billing.stripe.reconcile import reconcile
from handfast.billing.subscriptions import store
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.runner.context import Context

MOST_AT_ONCE = 100


async def attach_unclaimed(context: Context, _: None) -> Done[int] | Refused:
    """Attaches up to `MOST_AT_ONCE` subscriptions; `Done.view` is their number."""
    found = await context.fetch_all(store.unclaimed(MOST_AT_ONCE))
    events: list[DomainEvent] = []
    for (tenant_id, user_id), of_one in groupby(found, key=lambda one: (one.tenant_id, one.owner)):
        unclaimed = [one.reported for one in of_one]
        context.write(*(store.attach_unclaimed(user_id, reported, tenant_id=tenant_id) for reported in unclaimed))
        customer = await context.fetch_one(store.customer(user_id, tenant_id=tenant_id))
        if customer is not None:
            attached = await context.fetch_all(store.provider_subscriptions(user_id, tenant_id=tenant_id))
            events += reconcile(context, customer, [*attached, *unclaimed], tenant_id=tenant_id)
    return Done(len(found), events)
