"""Step 2. An event of the payment provider, its signature already checked, becomes the customer's subscription."""

from dataclasses import dataclass

from handfast.db.database import Row
from handfast.kernel import texts
from handfast.kernel.moments import DAY
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.people.subscriptions import store
from handfast.people.subscriptions.rules import Told, is_newer
from handfast.people.subscriptions.settle import settle
from handfast.people.tenants import store as tenants
from handfast.run import Act

REPLAYS_KNOWN_FOR = 90 * DAY
"""Longer than the provider tries again; and an older event would change nothing anyway."""


@dataclass(frozen=True, slots=True)
class Heard:
    told: Told
    person_id: str | None
    email: str | None


async def hear(act: Act, heard: Heard) -> Done[None] | Refused:
    tenant_id, told = act.caller.tenant, heard.told
    if await store.has_heard(act.reads, tenant_id, told.event_id):
        return Done(None)
    email = texts.email(heard.email.strip()) if heard.email else None
    customer = await _customer(act, heard, email)
    if customer is None and await tenants.read(act.reads, tenant_id) is None:
        return Refused(Reason.NOT_FOUND)
    act.write(store.hear(tenant_id, told.event_id, act.now))
    held = await store.told_one(act.reads, tenant_id, told.id)
    if not is_newer(told, held):
        return Done(None)
    act.write(store.keep_told(tenant_id, customer["id"] if customer else None, email, told, held))
    if customer is None:
        unknown = Subject("tenant", tenant_id, told.provider_customer)
        return Done(None, [Fact("SUBSCRIPTION_UNMATCHED", tenant_id, unknown, {"email": heard.email or ""})])
    others = [one for one in await store.told(act.reads, tenant_id, customer["id"]) if one.id != told.id]
    return Done(None, settle(act, tenant_id, customer, [*others, told]))


async def _customer(act: Act, heard: Heard, email: str | None) -> Row | None:
    """By the provider's own names once they are known; before that by what we or the shop wrote into the subscription."""
    tenant_id = act.caller.tenant
    known = await store.customer_of_provider(act.reads, tenant_id, heard.told)
    by_email = await store.customer_by_email(act.reads, tenant_id, email) if email else None
    for id in (known, heard.person_id, by_email):
        if id and (customer := await store.customer(act.reads, tenant_id, id)):
            return customer
    return None


async def forget_events(act: Act, _: None) -> Done[None] | Refused:
    act.write(*store.purge_events(act.now - REPLAYS_KNOWN_FOR))
    return Done(None)
