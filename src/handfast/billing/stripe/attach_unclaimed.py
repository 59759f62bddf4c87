"""Step 3. Who bought before they were invited: what the provider told of then becomes theirs once they are here."""

from itertools import groupby

from handfast.billing.stripe.reconcile import settle
from handfast.billing.subscriptions import store
from handfast.kernel.outcomes import Done, Fact, Refused
from handfast.runner.run import Act

MOST_AT_ONCE = 100


async def adopt(act: Act, _: None) -> Done[int] | Refused:
    """The view is how many."""
    rows = await act.reads.all(store.UNCLAIMED, MOST_AT_ONCE)
    facts: list[Fact] = []
    for (tenant_id, person_id), found in groupby(rows, key=lambda row: (row["tenant_id"], row["owner"])):
        unclaimed = [store.told_of(row) for row in found]
        act.write(*(store.adopt(tenant_id, person_id, one) for one in unclaimed))
        customer = await store.customer(act.reads, tenant_id, person_id)
        if customer is not None:
            facts += settle(act, tenant_id, customer, [*await store.told(act.reads, tenant_id, person_id), *unclaimed])
    return Done(len(rows), facts)
