"""Step 6. A subscription has ended: the trail says so once, and the link stays or ends, as the tenant wants.

Kept, it can no longer be changed until the customer is paid up again: every change asks for a good subscription.
"""

from handfast.billing.stripe.reconcile import renew
from handfast.billing.subscriptions import store as subscriptions
from handfast.ceremonies.linking.bind import unbind
from handfast.ceremonies.linking.customers import customer
from handfast.db.database import Row
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.runner.run import Act
from handfast.users import tenant_settings


async def lapse(act: Act, _: None) -> Done[int] | Refused:
    """Up to a hundred. The view is how many. Who has another good subscription goes on with it."""
    rows = await act.reads.all(subscriptions.OVERDUE, act.now)
    facts: list[Fact] = []
    for row in rows:
        facts += await renew(act, row["tenant_id"], row["person_id"]) or await _end(act, row)
    return Done(len(rows), facts)


async def _end(act: Act, row: Row) -> list[Fact]:
    act.write(subscriptions.mark_lapsed(row["tenant_id"], row["person_id"], row["version"], act.now))
    ended = await _unlink(act, row)
    why = "it was not renewed, and " if row["renews_at"] is not None else ""
    consequence = why + ("the device was unlinked" if ended else "the link stays as it is")
    person = Subject("person", row["person_id"], row["name"])
    return [Fact("SUBSCRIPTION_LAPSED", row["tenant_id"], person, {"consequence": consequence}), *ended]


async def _unlink(act: Act, row: Row) -> list[Fact]:
    if tenant_settings.parse(row["settings"]).on_lapse != "unlink":
        return []
    who = await customer(act, row["tenant_id"], row["person_id"])
    return unbind(act, who) if who is not None else []
