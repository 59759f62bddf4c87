"""Step 2. An event of the payment provider, its signature already checked, becomes the customer's subscription."""

from dataclasses import dataclass

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
    event_id: str
    provider_customer: str
    told: Told
    person_id: str | None
    email: str | None


async def hear(act: Act, heard: Heard) -> Done[None] | Refused:
    tenant_id, now = act.caller.tenant, act.now
    if await store.has_heard(act.reads, tenant_id, heard.event_id):
        return Done(None)
    person_id = await _customer(act, heard)
    row = await store.customer(act.reads, tenant_id, person_id) if person_id else None
    if row is None:
        if await tenants.read(act.reads, tenant_id) is None:
            return Refused(Reason.NOT_FOUND)
        unknown = Subject("tenant", tenant_id, heard.provider_customer)
        return Done(None, [Fact("SUBSCRIPTION_UNMATCHED", tenant_id, unknown, {"email": heard.email or ""})])
    act.write(store.hear(tenant_id, heard.event_id, now))
    held = {one.id: one for one in await store.told(act.reads, tenant_id, row["id"])}
    if not is_newer(heard.told, held.get(heard.told.id)):
        return Done(None)
    act.write(store.keep_told(tenant_id, row["id"], heard.told))
    told = [*(held | {heard.told.id: heard.told}).values()]
    return Done(None, settle(act, tenant_id, row, told, heard.provider_customer))


async def _customer(act: Act, heard: Heard) -> str | None:
    """By the provider's own customer once it is known; before that by what we or the shop wrote into the subscription."""
    tenant_id = act.caller.tenant
    if known := await store.customer_of_provider(act.reads, tenant_id, heard.provider_customer):
        return known
    if heard.person_id:
        return heard.person_id
    email = texts.email(heard.email) if heard.email else None
    return await store.customer_by_email(act.reads, tenant_id, email) if email else None


async def forget_events(act: Act, _: None) -> Done[None] | Refused:
    act.write(store.purge_events(act.now - REPLAYS_KNOWN_FOR))
    return Done(None)
