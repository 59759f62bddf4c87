"""Routes of subscriptions: the admin's list, the setter, and the payment provider's webhook."""

from handfast.billing.stripe import events as stripe
from handfast.billing.stripe.handle_event import NotUnderstood, SubscriptionEvent, handle_event, note_not_understood
from handfast.billing.stripe.signing_secrets.secrets import signing_secrets
from handfast.billing.subscriptions.list import ListSubscriptions, listed_one
from handfast.billing.subscriptions.list import list_subscriptions as find_subscriptions
from handfast.billing.subscriptions.schemas import (
    CustomerSubscription,
    SubscriptionChange,
    SubscriptionPage,
    SubscriptionQuery,
    customer_reply,
)
from handfast.billing.subscriptions.set import SetSubscription
from handfast.billing.subscriptions.set import set_subscription as set_by_hand
from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.strict_json import parse
from handfast.kernel import time as moments
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import Reason

routes = Routes("Subscriptions")


@routes.get("/api/admin/subscriptions", allow="subscription.list")
async def list_subscriptions(call: Call, query: SubscriptionQuery) -> SubscriptionPage:
    """The customers, how their subscriptions stand and whether they have a device, by page."""
    after = paging.decode(query.cursor, str, str) if query.cursor else None
    start = (after[0], after[1]) if after else None
    page = await call.do(find_subscriptions, ListSubscriptions(query.search, query.state, start, query.limit, query.device))
    cursor = paging.encode(*page.next) if page.next else None
    return SubscriptionPage(items=[customer_reply(one, page.now) for one in page.customers], next_cursor=cursor, total=page.total)


@routes.put("/api/admin/subscriptions/{id}", allow="subscription.set")
async def set_subscription(call: Call, id: UserId, body: SubscriptionChange) -> CustomerSubscription:
    """Say how a customer's subscription stands, and until when"""
    ends_at = moments.parse_end(body.ends_at) if body.ends_at else None
    if body.ends_at and ends_at is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "ends_at", "message": "This is not a date and time (ISO 8601)"}])
    await call.do(set_by_hand, SetSubscription(id, body.state, ends_at))
    return customer_reply(await call.do(listed_one, id), call.run.clock.now())


@routes.post("/api/webhooks/stripe/{id}", allow="webhook.stripe", refuses=[Reason.BAD_SIGNATURE, Reason.INVALID_INPUT])
async def receive_stripe_event(call: Call, id: TenantId) -> None:
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
