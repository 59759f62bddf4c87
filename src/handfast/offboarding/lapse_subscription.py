"""Step 3. A subscription has ended: the trail says so once, and the link stays or ends, as the tenant has chosen.

A link that stays cannot be changed until the customer is paid up again, since every change requires a good subscription.
"""

from handfast.billing.stripe.reconcile import renew
from handfast.billing.subscriptions import store as subscriptions
from handfast.ceremonies.linking.bind import unbind
from handfast.ceremonies.linking.customers import customer
from handfast.db.raw import Row, fetch_rows
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.users import tenant_settings


async def lapse(context: Context, _: None) -> Done[int] | Refused:
    """Handles up to 100 ended subscriptions; `Done.view` is their number. A customer with another good one continues with that."""
    rows = await fetch_rows(context.reads, subscriptions.OVERDUE, context.now)
    facts: list[DomainEvent] = []
    for row in rows:
        facts += await renew(context, row["tenant_id"], row["person_id"]) or await _end(context, row)
    return Done(len(rows), facts)


async def _end(context: Context, row: Row) -> list[DomainEvent]:
    context.write(subscriptions.mark_lapsed(row["tenant_id"], row["person_id"], row["version"], context.now))
    ended = await _unlink(context, row)
    why = "it was not renewed, and " if row["renews_at"] is not None else ""
    consequence = why + ("the device was unlinked" if ended else "the link stays as it is")
    user = Subject("person", row["person_id"], row["name"])
    return [DomainEvent("SUBSCRIPTION_LAPSED", row["tenant_id"], user, {"consequence": consequence}), *ended]


async def _unlink(context: Context, row: Row) -> list[DomainEvent]:
    if tenant_settings.parse(row["settings"]).on_lapse != "unlink":
        return []
    who = await customer(context, row["person_id"], tenant_id=row["tenant_id"])
    return unbind(context, who) if who is not None else []
