"""Which of several subscriptions counts, and when what was set by hand makes way."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.billing.subscriptions.rules import (
    FROM_STRIPE,
    SERVED,
    ProviderSubscription,
    State,
    Subscription,
    best,
    chosen_end,
    counting,
    is_good,
    is_newer,
    lapsed_at,
    renewal_overdue,
)
from handfast.kernel.time import DAY, LAST

NOW = 1_000
REPORTED = ProviderSubscription("sub_1", "cus_1", "active", None, "active", None, "evt_1", 10, 1)
CANCELED = replace(REPORTED, id="old", state="canceled", ends_at=5, event_at=30)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        (REPORTED, replace(REPORTED, ends_at=NOW + 9, event_at=20)),
        (replace(REPORTED, ends_at=NOW + 9), replace(REPORTED, ends_at=NOW + 8, event_at=20)),
        (replace(REPORTED, ends_at=NOW + 1), replace(REPORTED, ends_at=NOW, event_at=20)),
        (replace(REPORTED, state="past_due"), replace(REPORTED, ends_at=NOW + 9, event_at=20)),
        (replace(REPORTED, ends_at=NOW + 1), CANCELED),
        (replace(REPORTED, id="sub_2"), REPORTED),
    ],
)
def test_of_good_ones_the_one_that_lasts_longest_counts(longer: ProviderSubscription, shorter: ProviderSubscription) -> None:
    for order in permutations([longer, shorter, CANCELED]):
        assert best(order, NOW) == longer


def test_when_none_is_good_the_one_heard_of_last_counts() -> None:
    endless = replace(REPORTED, id="new", state="none", event_at=20)
    for order in permutations([replace(REPORTED, ends_at=NOW), endless, CANCELED]):
        assert best(order, NOW) == CANCELED


SET = Subscription("active", None, "admin", 20)


@pytest.mark.parametrize(
    ("held", "reported", "counts"),
    [
        (SET, [CANCELED], CANCELED),
        (SET, [replace(CANCELED, event_at=20)], replace(CANCELED, event_at=20)),
        (SET, [replace(CANCELED, event_at=19)], None),
        (replace(SET, source="stripe"), [replace(REPORTED, event_at=19)], replace(REPORTED, event_at=19)),
        (SET, [REPORTED, CANCELED], REPORTED),
        (replace(SET, state="canceled"), [REPORTED], None),
        (replace(SET, state="canceled", ends_at=NOW), [REPORTED], None),
        (replace(SET, ends_at=NOW + 1), [REPORTED], None),
        (replace(SET, ends_at=NOW), [REPORTED], REPORTED),
        (SET, [], None),
    ],
    ids=[
        "newer",
        "of the same moment",
        "older",
        "the provider's own",
        "newer of another",
        "ended by hand",
        "ended by hand then",
        "runs",
        "ran out",
        "nothing told",
    ],
)
def test_what_was_set_by_hand_stands_until_something_newer_or_its_end(
    held: Subscription, reported: list[ProviderSubscription], counts: ProviderSubscription | None
) -> None:
    assert counting(reported, held, NOW) == counts


CHANGED = replace(REPORTED, state="canceled", was_state="active", event_id="evt_2")


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (replace(REPORTED, event_at=11), CHANGED),
        (replace(REPORTED, event_rank=2), CHANGED),
        (CHANGED, REPORTED),
        (replace(REPORTED, ends_at=NOW, event_id="evt_0"), REPORTED),
        (replace(CHANGED, was_ends_at=NOW), replace(REPORTED, ends_at=NOW)),
        (replace(REPORTED, was_state="canceled"), CHANGED),  # each follows the other: the kinder one
        (replace(REPORTED, event_id="evt_2"), REPORTED),
    ],
)
def test_which_of_two_events_is_newer_does_not_hang_on_which_came_first(later: ProviderSubscription, earlier: ProviderSubscription) -> None:
    assert is_newer(later, None)
    assert is_newer(later, earlier)
    assert not is_newer(earlier, later)
    assert not is_newer(later, later)


@pytest.mark.parametrize(
    ("before", "state", "ends_at", "lapsed"),
    [
        (SET, "active", None, None),
        (SET, "active", NOW + 1, None),
        (SET, "canceled", None, None),
        (SET, "active", NOW, None),
        (replace(SET, ends_at=20), "canceled", None, NOW),
        (replace(SET, ends_at=21), "canceled", None, None),
        (replace(SET, state="canceled"), "canceled", None, NOW),
        (replace(SET, state="none"), "active", NOW, NOW),
        (replace(SET, state="canceled", lapsed_at=7), "canceled", None, 7),
        (replace(SET, lapsed_at=7), "canceled", None, 7),
        (replace(SET, lapsed_at=7), "active", None, None),
    ],
)
def test_a_lapse_is_left_open_for_whoever_was_served_until_then(
    before: Subscription, state: State, ends_at: int | None, lapsed: int | None
) -> None:
    assert lapsed_at(before, state, ends_at, NOW) == lapsed


RENEWS = replace(REPORTED, ends_at=NOW + 9, renews_at=NOW)


def test_of_two_events_that_cannot_be_told_apart_the_better_one_counts_whatever_came_first() -> None:
    begins = replace(REPORTED, was_state="trialing", event_id="evt_2")
    ended = replace(REPORTED, state="canceled", was_state="trialing", event_id="evt_3")
    assert (is_newer(begins, ended), is_newer(ended, begins)) == (True, False)
    endless = replace(begins, event_id="evt_0")
    ending = replace(begins, ends_at=NOW, event_id="evt_1")
    assert (is_newer(endless, ending), is_newer(ending, endless)) == (True, False)
    renewed = replace(begins, ends_at=NOW, renews_at=NOW, event_id="evt_0")
    assert (is_newer(renewed, ending), is_newer(ending, renewed)) == (True, False)
    later = replace(begins, ends_at=NOW + 1, event_id="evt_0")
    assert (is_newer(later, ending), is_newer(ending, later)) == (True, False)


def test_an_event_is_not_newer_than_itself() -> None:
    assert not is_newer(REPORTED, REPORTED)


def test_one_that_renews_itself_lasts_longer_than_one_with_an_end() -> None:
    ending = replace(REPORTED, id="sub_9", ends_at=NOW + 99, event_at=20)
    for order in permutations([RENEWS, ending]):
        assert best(order, NOW) == RENEWS


# --- whether it is good ---


@given(st.sampled_from(sorted(SERVED)), st.none() | st.integers(0, 2 * NOW), st.integers(0, 2 * NOW))
def test_a_subscription_is_good_in_a_served_state_until_its_end(state: State, ends_at: int | None, now: int) -> None:
    assert is_good(state, ends_at, now) is (state in ("active", "trialing", "past_due") and (ends_at is None or now < ends_at))


@pytest.mark.parametrize(
    ("provider_says", "state"),
    [("active", "active"), ("past_due", "past_due"), ("unpaid", "canceled"), ("paused", "none"), ("incomplete_expired", "none")],
)
def test_what_the_provider_calls_a_state_is_one_of_ours(provider_says: str, state: State) -> None:
    assert FROM_STRIPE[provider_says] == state
    assert set(FROM_STRIPE.values()) == set(SERVED)


@given(st.integers(0, LAST))
def test_a_renewal_is_missed_after_a_week_and_never_after_the_last_day_there_is(renews_at: int) -> None:
    assert renewal_overdue(renews_at) == min(renews_at + 7 * DAY, LAST)


@pytest.mark.parametrize(("ends_at", "renews_at", "chosen"), [(None, None, None), (NOW, None, NOW), (NOW + 7 * DAY, NOW, None)])
def test_the_end_of_a_paid_period_is_no_end_that_somebody_chose(ends_at: int | None, renews_at: int | None, chosen: int | None) -> None:
    assert chosen_end(ends_at, renews_at) == chosen
