"""Step 2. An event of the payment provider, its signature already checked, becomes the customer's subscription."""

from dataclasses import dataclass

from handfast.billing.stripe.reconcile import reconcile
from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import Customer, ProviderSubscription, is_newer
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
    if await context.fetch_one(store.handled(reported.event_id, tenant_id=tenant_id)) is not None:
        return Done(None)
    email = texts.email(event.email.strip()) if event.email else None
    holder = await context.fetch_one(store.holder(reported.id, tenant_id=tenant_id))
    customer = await _customer(context, event, email, holder)
    if customer is None and await context.fetch_one(tenants.tenant(tenant_id=tenant_id)) is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.note_event(reported.event_id, context.now, tenant_id=tenant_id))
    held = await context.fetch_one(store.provider_subscription(reported.id, tenant_id=tenant_id))
    if not is_newer(reported, held):
        return Done(None)
    context.write(store.keep_provider_subscription(reported, held, customer.id if customer else None, email, tenant_id=tenant_id))
    if customer is None:
        unknown = Subject("tenant", tenant_id, reported.provider_customer)
        return Done(None, [DomainEvent("SUBSCRIPTION_UNMATCHED", tenant_id, unknown, {"email": event.email or ""})])
    moved = await _take_from(context, holder, reported.id, customer) if holder is not None and holder != customer.id else []
    others = await _others_of(context, customer.id, reported.id)
    return Done(None, [*moved, *reconcile(context, customer, [*others, reported], tenant_id=tenant_id)])


async def _customer(context: Context, event: SubscriptionEvent, email: str | None, holder: UserId | None) -> Customer | None:
    """The customer whom the event concerns; None if nobody here is.

    The first who is a customer here: the user that the metadata names, the one with the event's e-mail address, the holder of this
    subscription, the holder of another subscription of the same customer of the provider. The metadata comes first, so that correcting
    it moves the subscription.
    """
    tenant_id = context.caller.tenant
    by_email: UserId | None = None
    if email is not None:
        by_email = await context.fetch_one(store.customer_by_email(email, tenant_id=tenant_id))
    others = await context.fetch_one(store.customer_of_provider(event.reported.provider_customer, tenant_id=tenant_id))
    for id in (event.user_id, by_email, holder, others):
        if id and (customer := await context.fetch_one(store.customer(id, tenant_id=tenant_id))):
            return customer
    return None


async def _take_from(context: Context, holder: UserId, id: str, customer: Customer) -> list[DomainEvent]:
    """Moves the subscription away from its previous holder, who keeps the others they have."""
    tenant_id = context.caller.tenant
    before = await context.fetch_one(store.customer(holder, tenant_id=tenant_id))
    if before is None:
        return []
    left = await _others_of(context, before.id, id)
    subject = Subject("person", customer.id, customer.name)
    moved = DomainEvent("SUBSCRIPTION_MOVED", tenant_id, subject, {"from": before.name, "from_id": before.id})
    return [moved, *reconcile(context, before, left, tenant_id=tenant_id, lost=True)]


async def _others_of(context: Context, user_id: UserId, id: str) -> list[ProviderSubscription]:
    """The subscriptions attached to a customer, without the one of this id."""
    attached = await context.fetch_all(store.provider_subscriptions(user_id, tenant_id=context.caller.tenant))
    return [one for one in attached if one.id != id]


async def note_not_understood(context: Context, event: NotUnderstood) -> Done[None] | Refused:
    """Accepts the event, since a retry would bring the same one, and records it in the trail, once per hour and reason."""
    tenant_id = context.caller.tenant
    if await context.fetch_one(tenants.tenant(tenant_id=tenant_id)) is None:
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
