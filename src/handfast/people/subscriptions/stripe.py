"""Step 2. What Stripe sends: its signature is checked by its own library, its age by our clock; then the few fields we use are read."""

from typing import Annotated, Any

from pydantic import Field

from handfast.edge.reading import Body, validated
from handfast.kernel.moments import LAST, MINUTE, SECOND
from handfast.people.subscriptions.hear import Heard
from handfast.people.subscriptions.rules import FROM_STRIPE, State, StripeState, Told

# Stripe's own libraries allow five minutes.
OLDEST = 5 * MINUTE
_RANKS = {"customer.subscription.created": 0, "customer.subscription.updated": 1, "customer.subscription.deleted": 2}

# Stripe's own are far shorter, and never longer.
Id = Annotated[str, Field(min_length=1, max_length=255)]
Seconds = Annotated[int, Field(ge=0, le=LAST // SECOND)]


class _Kind(Body):
    type: str


class _Customer(Body):
    id: Id
    email: str | None = None


class _Metadata(Body):
    person_id: str | None = None
    email: str | None = None


class _Item(Body):
    current_period_end: Seconds | None = None


class _Items(Body):
    data: list[_Item]


class _Standing(Body):
    status: StripeState
    ended_at: Seconds | None = None
    cancel_at: Seconds | None = None
    cancel_at_period_end: bool = False
    current_period_end: Seconds | None = None
    items: _Items | None = None

    @property
    def state(self) -> State:
        return FROM_STRIPE[self.status]

    @property
    def ends_at(self) -> int | None:
        """When it ends, if it is known to: cancelled at a date, or at the end of what is paid."""
        ends = self.ended_at or self.cancel_at
        if ends is None and self.cancel_at_period_end:
            periods = [self.current_period_end, *(item.current_period_end for item in (self.items.data if self.items else ()))]
            ends = next((period for period in periods if period is not None), None)
        return None if ends is None else ends * SECOND


class _Subscription(_Standing):
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


def is_signed(body: bytes, signature: str, secret: str, now: int) -> bool:
    from stripe import SignatureVerificationError, WebhookSignature  # noqa: PLC0415 - the library takes longer to load than we to start

    try:
        WebhookSignature.verify_header(body, signature, secret)
    except (SignatureVerificationError, UnicodeDecodeError):
        return False
    signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t=")) * SECOND
    return abs(now - signed_at) <= OLDEST


def read(body: Any) -> Heard | None:
    """None for events that are not about a subscription. Raises `Refusal` for what Stripe would not send."""
    rank = _RANKS.get(validated(_Kind, body).type)
    if rank is None:
        return None
    event = validated(_Event, body)
    about, customer = event.data.object, event.data.object.customer
    was = validated(_Standing, body["data"]["object"] | (event.data.previous_attributes or {}))
    if isinstance(customer, str):
        customer = _Customer(id=customer)
    metadata = about.metadata or _Metadata()
    standing = (about.state, about.ends_at, was.state, was.ends_at)
    told = Told(about.id, customer.id, *standing, event.id, event.created * SECOND, rank)
    return Heard(told, metadata.person_id, metadata.email or customer.email)
