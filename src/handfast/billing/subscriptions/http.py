"""Routes of subscriptions: the admin's list and the setter."""

from handfast.billing.subscriptions.list import list_subscriptions as find_subscriptions
from handfast.billing.subscriptions.list import listed_one
from handfast.billing.subscriptions.schemas import (
    CustomerSubscription,
    SubscriptionChange,
    SubscriptionPage,
    SubscriptionQuery,
    customer_reply,
    page_reply,
)
from handfast.billing.subscriptions.set import SetSubscription
from handfast.billing.subscriptions.set import set_subscription as set_by_hand
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.schemas import given_moment
from handfast.kernel.ids import UserId
from handfast.kernel.time import parse_end

routes = Routes("Subscriptions", "Which customers have an active subscription: set by hand, by API or by Stripe.")


@routes.get("/api/admin/subscriptions", allow="subscription.list")
async def list_subscriptions(call: Call, query: SubscriptionQuery) -> SubscriptionPage:
    """List customers with their subscriptions and devices, by page."""
    return page_reply(await call.do(find_subscriptions, query.command()))


@routes.put("/api/admin/subscriptions/{id}", allow="subscription.set")
async def set_subscription(call: Call, id: UserId, body: SubscriptionChange) -> CustomerSubscription:
    """Set a customer's subscription, and until when it lasts."""
    await call.do(set_by_hand, SetSubscription(id, body.state, given_moment("ends_at", body.ends_at, parse_end)))
    return customer_reply(await call.do(listed_one, id), call.run.clock.now())
