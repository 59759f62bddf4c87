"""Whether a subscription is good, and which of several counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.kernel.time import DAY, LAST

State = Literal["active", "trialing", "past_due", "canceled", "none"]
Source = Literal["admin", "api", "stripe", "import"]
DeviceFilter = Literal["linked", "none", "missing"]
"""`missing`: served by a good subscription, not disabled, and without a device. Somebody should follow them up."""

RENEWAL_GRACE = 7 * DAY
"""How long after the end of a paid period a renewal may remain unreported. Stripe retries a webhook for three days."""

# Each state, and whether a customer in it is served. A late payment is still being retried: nobody is cut off for a bank's delay.
SERVED: dict[State, bool] = {"active": True, "trialing": True, "past_due": True, "canceled": False, "none": False}

# Stripe's states mapped to ours. An unpaid or paused subscription is not served; an incomplete one never began.
FROM_STRIPE: dict[str, State] = {
    "active": "active",
    "trialing": "trialing",
    "past_due": "past_due",
    "unpaid": "canceled",
    "canceled": "canceled",
    "paused": "none",
    "incomplete": "none",
    "incomplete_expired": "none",
}


@dataclass(frozen=True, slots=True)
class Subscription:
    state: State
    ends_at: int | None
    """The customer is not served from then on. For one that renews itself: the end of the paid period plus the grace after it."""
    source: Source
    updated_at: int
    lapsed_at: int | None = None
    provider_customer: str | None = None
    version: int = 0
    renews_at: int | None = None
    """For one that renews itself: the end of the paid period."""


NOBODYS = Subscription("none", None, "admin", 0)
"""The subscription of a customer about whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Customer:
    id: UserId
    name: str
    email: str
    subscription: Subscription
    last_event_at: int | None = None
    """When the payment provider last reported something about them."""


@dataclass(frozen=True, slots=True)
class LinkedDevice:
    id: DeviceId
    name: str
    rustdesk_id: RustdeskId


@dataclass(frozen=True, slots=True)
class Listed:
    customer: Customer
    device: LinkedDevice | None
    no_device_since: int | None
    """When their last device was unlinked, or when they were invited if they never had one; None while they have one."""
    name_sort: str


def is_good(state: State, ends_at: int | None, now: int) -> bool:
    return SERVED[state] and (ends_at is None or ends_at > now)


def renewal_overdue(renews_at: int) -> int:
    """From when on a renewal that was not reported counts as missing."""
    return min(renews_at + RENEWAL_GRACE, LAST)


def chosen_end(ends_at: int | None, renews_at: int | None) -> int | None:
    """The end that was set explicitly; None for a subscription that goes on until it is not renewed."""
    return ends_at if renews_at is None else None


def lapsed_at(before: Subscription, state: State, ends_at: int | None, now: int) -> int | None:
    """None while the subscription is good, and while its lapse is yet to be reported: the scheduler sets it then.

    A customer who was not served before loses nothing, so there is nothing to report.
    """
    if is_good(state, ends_at, now):
        return None
    if before.lapsed_at is None and is_good(before.state, before.ends_at, before.updated_at):
        return None
    return before.lapsed_at or now


# --- what a provider reports ---


@dataclass(frozen=True, slots=True)
class ProviderSubscription:
    """One of the provider's subscriptions, as its newest event describes it."""

    id: str
    provider_customer: str
    state: State
    ends_at: int | None
    was_state: State
    was_ends_at: int | None
    """State and end before the event, which may have changed neither."""
    event_id: str
    event_at: int
    event_rank: int
    """Order of two events of the same second: created, updated, deleted."""
    renews_at: int | None = None


def is_newer(reported: ProviderSubscription, held: ProviderSubscription | None) -> bool:
    """The provider's times are whole seconds. Within one second, an event follows another if its previous state is the other's state."""
    if held is None:
        return True
    if (reported.event_at, reported.event_rank) != (held.event_at, held.event_rank):
        return (reported.event_at, reported.event_rank) > (held.event_at, held.event_rank)
    follows, precedes = _follows(reported, held), _follows(held, reported)
    return _lasting(reported) > _lasting(held) if follows is precedes else follows


def _follows(later: ProviderSubscription, earlier: ProviderSubscription) -> bool:
    return (later.was_state, later.was_ends_at) == (earlier.state, earlier.ends_at)


def _goes_on(reported: ProviderSubscription) -> bool:
    return chosen_end(reported.ends_at, reported.renews_at) is None


def _lasting(reported: ProviderSubscription) -> tuple[bool, bool, int, str]:
    """Decides between events whose order is unknown: in the customer's favour, and not by the order of arrival."""
    return SERVED[reported.state], _goes_on(reported), reported.ends_at or 0, reported.event_id


def best(subscriptions: Sequence[ProviderSubscription], now: int) -> ProviderSubscription:
    """The good one that lasts longest; if none is good, the one with the newest event.

    A customer may have several, for example an old one that ends and a new one that goes on.
    """
    good = [one for one in subscriptions if is_good(one.state, one.ends_at, now)]
    if good:
        return max(good, key=lambda one: (_goes_on(one), one.ends_at or 0, one.event_at, one.event_rank, one.id))
    return max(subscriptions, key=lambda one: (one.event_at, one.event_rank, one.id))


def counting(reported: Sequence[ProviderSubscription], held: Subscription, now: int) -> ProviderSubscription | None:
    """Which of the reported subscriptions counts. None if none was reported, or while `held` takes precedence.

    `held` takes precedence if it did not come from the provider, until it has run out or the provider reports something newer.
    """
    has_run_out = SERVED[held.state] and not is_good(held.state, held.ends_at, now)
    makes_way = held.source == "stripe" or has_run_out or any(one.event_at >= held.updated_at for one in reported)
    return best(reported, now) if reported and makes_way else None
