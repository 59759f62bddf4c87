"""Step 2. An event of the payment provider, its signature already checked, becomes the customer's subscription."""

from dataclasses import dataclass

from handfast.billing.stripe.reconcile import reconcile
from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import ProviderSubscription, is_newer
from handfast.db.raw import Row
from handfast.kernel import texts
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.rules import NOT_UNDERSTOOD, Bucket
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants

REPLAYS_KNOWN_FOR = 90 * DAY
"""Longer than the provider retries; besides, an older event would change nothing."""


@dataclass(frozen=True, slots=True)
class SubscriptionEvent:
    reported: ProviderSubscription
    user_id: UserId | None
    email: str | None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    event_id: str
    why: str
    """What was not understood, worded as the end of the sentence in the trail."""


async def handle_event(context: Context, event: SubscriptionEvent) -> Done[None] | Refused:
    tenant_id, reported = context.caller.tenant, event.reported
    if await store.has_handled(context.reads, tenant_id, reported.event_id):
        return Done(None)
    email = texts.email(event.email.strip()) if event.email else None
    holder = await store.holder(context.reads, tenant_id, reported.id)
    customer = await _customer(context, event, email, holder)
    if customer is None and await tenants.read(context.reads, tenant_id) is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.note_event(tenant_id, reported.event_id, context.now))
    held = await store.provider_subscription(context.reads, tenant_id, reported.id)
    if not is_newer(reported, held):
        return Done(None)
    context.write(store.keep_provider_subscription(tenant_id, customer["id"] if customer else None, email, reported, held))
    if customer is None:
        unknown = Subject("tenant", tenant_id, reported.provider_customer)
        return Done(None, [DomainEvent("SUBSCRIPTION_UNMATCHED", tenant_id, unknown, {"email": event.email or ""})])
    moved = await _take_from(context, holder, reported.id, customer) if holder not in (None, customer["id"]) else []
    others = [one for one in await store.provider_subscriptions(context.reads, tenant_id, customer["id"]) if one.id != reported.id]
    return Done(None, [*moved, *reconcile(context, tenant_id, customer, [*others, reported])])


async def _customer(context: Context, event: SubscriptionEvent, email: str | None, holder: str | None) -> Row | None:
    """The customer whom the event concerns; None if nobody here is.

    The first who is a customer here: the user that the metadata names, the one with the event's e-mail address, the holder of this
    subscription, the holder of another subscription of the same customer of the provider. The metadata comes first, so that correcting
    it moves the subscription.
    """
    tenant_id = context.caller.tenant
    by_email = await store.customer_by_email(context.reads, tenant_id, email) if email else None
    others = await store.customer_of_provider(context.reads, tenant_id, event.reported.provider_customer)
    for id in (event.user_id, by_email, holder, others):
        if id and (customer := await store.customer(context.reads, tenant_id, id)):
            return customer
    return None


async def _take_from(context: Context, holder: str | None, id: str, customer: Row) -> list[DomainEvent]:
    """Moves the subscription away from its previous holder, who keeps the others they have."""
    tenant_id = context.caller.tenant
    before = await store.customer(context.reads, tenant_id, holder or "")
    if before is None:
        return []
    left = [one for one in await store.provider_subscriptions(context.reads, tenant_id, before["id"]) if one.id != id]
    subject = Subject("person", customer["id"], customer["name"])
    moved = DomainEvent("SUBSCRIPTION_MOVED", tenant_id, subject, {"from": before["name"], "from_id": before["id"]})
    return [moved, *reconcile(context, tenant_id, before, left, lost=True)]


async def note_not_understood(context: Context, event: NotUnderstood) -> Done[None] | Refused:
    """Accepts the event, since a retry would bring the same one, and records it in the trail, once per hour and reason."""
    tenant_id = context.caller.tenant
    if await tenants.read(context.reads, tenant_id) is None:
        return Refused(Reason.NOT_FOUND)
    bucket = Bucket(NOT_UNDERSTOOD, f"{tenant_id}:{event.why}")
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Done(None)
    context.write(limits.note(bucket, context.now))
    return Done(
        None,
        [DomainEvent("SUBSCRIPTION_NOT_UNDERSTOOD", tenant_id, Subject("tenant", tenant_id), {"event": event.event_id, "why": event.why})],
    )


async def forget_events(context: Context, _: None) -> Done[None] | Refused:
    context.write(*store.purge_events(context.now - REPLAYS_KNOWN_FOR))
    return Done(None)
