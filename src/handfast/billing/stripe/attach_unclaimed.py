"""Step 3. Subscriptions that were bought before the customer was invited are attached to the customer afterwards."""

from itertools import groupby

from handfast.billing.stripe.reconcile import reconcile
from handfast.billing.subscriptions import store
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.runner.context import Context
from handfast.runner.turns import next_span

LOOKED_AT = 500


async def attach_unclaimed(context: Context, _: None) -> Done[int] | Refused:
    """Looks at the next `LOOKED_AT` subscriptions and attaches those that belong to a customer; `Done.view` is their number."""
    span = await next_span(context, "unclaimed subscriptions", store.nth_unclaimed, LOOKED_AT)
    found = await context.fetch_all(store.unclaimed(span.after, LOOKED_AT))
    events: list[DomainEvent] = []
    for (tenant_id, user_id), of_one in groupby(found, key=lambda one: (one.tenant_id, one.owner)):
        unclaimed = [one.reported for one in of_one]
        context.write(*(store.attach_unclaimed(user_id, reported, tenant_id=tenant_id) for reported in unclaimed))
        customer = await context.fetch_one(store.customer(user_id, tenant_id=tenant_id))
        if customer is not None:
            attached = await context.fetch_all(store.provider_subscriptions(user_id, tenant_id=tenant_id))
            events += reconcile(context, customer, [*attached, *unclaimed], tenant_id=tenant_id)
    return Done(len(found), events)
