"""Routes of subscriptions: the admin's list, the setter, and the payment provider's webhook."""

from pydantic import BaseModel, Field

from handfast.billing.stripe import events as stripe
from handfast.billing.stripe.handle_event import NotUnderstood, SubscriptionEvent, handle_event, note_not_understood
from handfast.billing.stripe.signing_secrets.secrets import signing_secrets
from handfast.billing.subscriptions.list import ListSubscriptions, list_subscriptions, listed_one
from handfast.billing.subscriptions.rules import DeviceFilter, Listed, State, chosen_end, is_good
from handfast.billing.subscriptions.set import SetSubscription, set_subscription
from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body, parse
from handfast.kernel import time as moments
from handfast.kernel.callers import Caller
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import iso, iso_or_none

routes = Routes("Subscriptions")


class SubscriptionQuery(Body):
    search: str | None = Field(default=None, max_length=200)
    state: State | None = None
    device: DeviceFilter | None = Field(
        default=None, description="`linked`, `none`, or `missing`: served by a good subscription and without a device"
    )
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100, strict=False)


class SubscriptionChange(Body):
    state: State
    ends_at: str | None = Field(default=None, max_length=40)


class CustomerName(BaseModel):
    id: UserId
    name: str
    email: str


class LinkedDevice(BaseModel):
    id: DeviceId
    name: str
    rustdesk_id: RustdeskId


class CustomerSubscription(BaseModel):
    person: CustomerName
    state: State
    ends_at: str | None
    renews_at: str | None
    """For one that renews itself, the end of the paid period; without a renewal the customer is served until the grace after it ends."""
    good: bool
    source: str
    updated_at: str | None
    last_event_at: str | None
    lapsed_at: str | None
    device: LinkedDevice | None
    no_device_since: str | None = Field(description="Since their last device went, or since they were invited")


class SubscriptionPage(BaseModel):
    items: list[CustomerSubscription]
    next_cursor: str | None
    total: paging.Total


def customer_reply(one: Listed, now: int) -> CustomerSubscription:
    customer, held = one.customer, one.customer.subscription
    return CustomerSubscription(
        person=CustomerName(id=customer.id, name=customer.name, email=customer.email),
        state=held.state,
        ends_at=iso_or_none(chosen_end(held.ends_at, held.renews_at)),
        renews_at=iso_or_none(held.renews_at),
        good=is_good(held.state, held.ends_at, now),
        source=held.source,
        updated_at=iso(held.updated_at) if held.version else None,
        last_event_at=iso_or_none(customer.last_event_at),
        lapsed_at=iso_or_none(held.lapsed_at),
        device=LinkedDevice(id=one.device.id, name=one.device.name, rustdesk_id=one.device.rustdesk_id) if one.device else None,
        no_device_since=iso_or_none(one.no_device_since),
    )


@routes.get("/api/admin/subscriptions", allow="subscription.list")
async def subscriptions(call: Call, query: SubscriptionQuery) -> SubscriptionPage:
    """The customers, how their subscriptions stand and whether they have a device, by page."""
    after = paging.decode(query.cursor, str, str) if query.cursor else None
    start = (after[0], after[1]) if after else None
    page = await call.do(list_subscriptions, ListSubscriptions(query.search, query.state, start, query.limit, query.device))
    cursor = paging.encode(*page.next) if page.next else None
    return SubscriptionPage(items=[customer_reply(one, page.now) for one in page.customers], next_cursor=cursor, total=page.total)


@routes.put("/api/admin/subscriptions/{id}", allow="subscription.set")
async def put_subscription(call: Call, id: UserId, body: SubscriptionChange) -> CustomerSubscription:
    """Say how a customer's subscription stands, and until when"""
    ends_at = moments.parse_end(body.ends_at) if body.ends_at else None
    if body.ends_at and ends_at is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "ends_at", "message": "This is not a date and time (ISO 8601)"}])
    await call.do(set_subscription, SetSubscription(id, body.state, ends_at))
    return customer_reply(await call.do(listed_one, id), call.run.clock.now())


@routes.post("/api/webhooks/stripe/{id}", allow="webhook.stripe")
async def stripe_webhook(call: Call, id: TenantId) -> None:
    """For Stripe: events of subscriptions, signed with a secret of this very tenant. `id` is the tenant's"""
    body, signature = await call.body(), call.headers.get("stripe-signature", "")
    secrets = await call.do(signing_secrets, id)
    if not any(stripe.is_signed(body, signature, secret, call.run.clock.now()) for secret in secrets):
        raise Refusal(Reason.BAD_SIGNATURE)
    call.caller = Caller("system", call.address, name="Stripe", tenant_id=id)
    match stripe.read(parse(body)):
        case SubscriptionEvent() as event:
            await call.do(handle_event, event)
        case NotUnderstood() as event:
            await call.do(note_not_understood, event)
