"""Routes of subscriptions: the admin's list and the setter."""

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
from handfast.kernel import time as moments
from handfast.kernel.ids import UserId
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
