"""What comes in from Stripe: of an event, the few fields that we use."""

from typing import Annotated, Any

from pydantic import Field

from handfast.billing.stripe.handle_event import NotUnderstood, SubscriptionEvent
from handfast.billing.subscriptions.rules import FROM_STRIPE, SERVED, ProviderSubscription, State, renewal_overdue
from handfast.edge.strict_json import Body, validated
from handfast.kernel.ids import UserId
from handfast.kernel.time import LAST, SECOND

_RANKS = {"customer.subscription.created": 0, "customer.subscription.updated": 1, "customer.subscription.deleted": 2}

# Stripe's own ids are far shorter, and never longer than this.
Id = Annotated[str, Field(min_length=1, max_length=255)]
Seconds = Annotated[int, Field(ge=0, le=LAST // SECOND)]


# A notification of Stripe's API v2: it names an object but does not contain the object's state.
_THIN = "v2.core.event"
_LONGEST_SHOWN = 60


class _Kind(Body):
    id: Id = "?"
    type: str
    object: str = "event"


class _Customer(Body):
    id: Id
    email: str | None = None


class _Metadata(Body):
    person_id: UserId | None = None
    email: str | None = None


class _Item(Body):
    current_period_end: Seconds | None = None
    """Stripe's API has the field here since version 2025-03-31; older versions have it on the subscription."""


class _Items(Body):
    data: list[_Item]


class _Pause(Body):
    resumes_at: Seconds | None = None


class _StateFields(Body):
    status: str
    pause_collection: _Pause | None = None
    ended_at: Seconds | None = None
    cancel_at: Seconds | None = None
    cancel_at_period_end: bool = False
    current_period_end: Seconds | None = None
    items: _Items | None = None

    @property
    def state(self) -> State:
        """Pausing the collection leaves Stripe's status unchanged although nothing is paid, so a paused subscription counts as `none`."""
        state = FROM_STRIPE.get(self.status, "none")
        return "none" if self.pause_collection is not None and SERVED[state] else state

    @property
    def period_end(self) -> int | None:
        """The end of the paid period; with several items, of the one that is paid for longest."""
        ends = [self.current_period_end, *(item.current_period_end for item in (self.items.data if self.items else ()))]
        return max((end * SECOND for end in ends if end is not None), default=None)

    @property
    def cancelled_at(self) -> int | None:
        ends = self.ended_at or self.cancel_at
        if ends is not None:
            return ends * SECOND
        return self.period_end if self.cancel_at_period_end else None

    @property
    def renews_at(self) -> int | None:
        return self.period_end if SERVED[self.state] and self.cancelled_at is None else None

    @property
    def ends_at(self) -> int | None:
        """When it ends; for one that renews itself, when its renewal is overdue."""
        return self.cancelled_at if self.renews_at is None else renewal_overdue(self.renews_at)


class _Subscription(_StateFields):
    id: Id
    customer: Id | _Customer
    metadata: _Metadata | None = None


class _Data(Body):
    object: _Subscription
    previous_attributes: dict[str, Any] | None = None


class _Event(Body):
    id: Id
    type: str
    created: Seconds
    data: _Data


def read(body: Any) -> SubscriptionEvent | NotUnderstood | None:
    """None for events that are not about a subscription. Raises `Refusal` for what Stripe would not send."""
    kind = validated(_Kind, body)
    if kind.object == _THIN:
        return NotUnderstood(kind.id, "its payload is thin; the endpoint at Stripe must send snapshot payloads")
    rank = _RANKS.get(kind.type)
    if rank is None:
        return None
    event = validated(_Event, body)
    if event.data.object.status not in FROM_STRIPE:
        return NotUnderstood(event.id, f"the status {event.data.object.status[:_LONGEST_SHOWN]!r} is unknown here")
    about, customer = event.data.object, event.data.object.customer
    was = validated(_StateFields, body["data"]["object"] | (event.data.previous_attributes or {}))
    if isinstance(customer, str):
        customer = _Customer(id=customer)
    metadata = about.metadata or _Metadata()
    states = (about.state, about.ends_at, was.state, was.ends_at)
    reported = ProviderSubscription(about.id, customer.id, *states, event.id, event.created * SECOND, rank, about.renews_at)
    return SubscriptionEvent(reported, metadata.person_id, metadata.email or customer.email)
