"""What a subscription is worth. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.time import DAY, LAST

State = Literal["active", "trialing", "past_due", "canceled", "none"]
Source = Literal["admin", "api", "stripe", "import"]

RENEWAL_GRACE = 7 * DAY
"""How long after the end of a paid period a renewal may stay untold. Stripe tries a webhook again for three days."""

# Each state, and whether a customer in it is served. A payment that is late is still being tried: nobody is cut off for a bank's delay.
SERVED: dict[State, bool] = {"active": True, "trialing": True, "past_due": True, "canceled": False, "none": False}

# Stripe's states in ours. An unpaid or paused subscription is not served; an incomplete one never began.
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
    """Nobody is served from here on. Of one that renews itself: the end of the paid period and the grace after it."""
    source: Source
    updated_at: int
    lapsed_at: int | None = None
    provider_customer: str | None = None
    version: int = 0
    renews_at: int | None = None
    """The end of the paid period, of one that renews itself."""


NOBODYS = Subscription("none", None, "admin", 0)
"""What a customer has of whom nothing is known."""


def is_good(state: State, ends_at: int | None, now: int) -> bool:
    return SERVED[state] and (ends_at is None or ends_at > now)


def renewal_overdue(renews_at: int) -> int:
    """When a renewal that nobody told of counts as none."""
    return min(renews_at + RENEWAL_GRACE, LAST)


def chosen_end(ends_at: int | None, renews_at: int | None) -> int | None:
    """An end that somebody set; None where it goes on until it is not renewed."""
    return ends_at if renews_at is None else None


def lapsed_at(before: Subscription, state: State, ends_at: int | None, now: int) -> int | None:
    """Stays empty while there is a lapse to tell of: the scheduler fills it. Who was not served before has nothing to lose."""
    if is_good(state, ends_at, now):
        return None
    if before.lapsed_at is None and is_good(before.state, before.ends_at, before.updated_at):
        return None
    return before.lapsed_at or now


# --- what a provider tells ---


@dataclass(frozen=True, slots=True)
class ProviderSubscription:
    """One of the provider's subscriptions, as its newest event has it."""

    id: str
    provider_customer: str
    state: State
    ends_at: int | None
    was_state: State
    was_ends_at: int | None
    """What it was before the event, which may have changed neither."""
    event_id: str
    event_at: int
    event_rank: int
    """Order of two events of the same second: created, updated, deleted."""
    renews_at: int | None = None


def is_newer(reported: ProviderSubscription, held: ProviderSubscription | None) -> bool:
    """The provider's times are whole seconds: within one, an event follows the other if it changed what the other made."""
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
    """Decides between events that cannot be told apart: in the customer's favour, and not by the order they came in."""
    return SERVED[reported.state], _goes_on(reported), reported.ends_at or 0, reported.event_id


def best(subscriptions: Sequence[ProviderSubscription], now: int) -> ProviderSubscription:
    """A customer may have several, an old one that ends and a new one that goes on: of the good ones that which lasts longest."""
    good = [one for one in subscriptions if is_good(one.state, one.ends_at, now)]
    if good:
        return max(good, key=lambda one: (_goes_on(one), one.ends_at or 0, one.event_at, one.event_rank, one.id))
    return max(subscriptions, key=lambda one: (one.event_at, one.event_rank, one.id))


def counting(reported: Sequence[ProviderSubscription], held: Subscription, now: int) -> ProviderSubscription | None:
    """Which of those told of counts. None when nothing was told, or while what somebody set by hand stands.

    It stands until it has run out, or until the provider has something newer to say.
    """
    has_run_out = SERVED[held.state] and not is_good(held.state, held.ends_at, now)
    makes_way = held.source == "stripe" or has_run_out or any(one.event_at >= held.updated_at for one in reported)
    return best(reported, now) if reported and makes_way else None
