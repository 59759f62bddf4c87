"""What is judged of a code: whether it can be redeemed, how it is shown, how long it is and how many there are."""

import pytest

from handfast.ceremonies.pairing.lifecycle import CodeState
from handfast.ceremonies.pairing.rules import (
    CROWD,
    MOST_ATTEMPTS,
    CodeStatus,
    code_length,
    ended_as,
    escalated,
    free_slots,
    judge,
    shown_state,
    typing_is_off,
    unattended_guesses,
)
from handfast.kernel.outcomes import Reason

NOW = 1_000_000
LATER, OVER = NOW + 1, NOW
USED, EXPIRED, LOCKED = Reason.CODE_ALREADY_USED, Reason.CODE_EXPIRED, Reason.TOO_MANY_ATTEMPTS


@pytest.mark.parametrize(
    ("state", "expires_at", "attempts", "is_revoked", "verdict"),
    [
        (CodeState.LIVE, LATER, 0, False, None),
        (CodeState.LIVE, LATER, MOST_ATTEMPTS - 1, False, None),
        (CodeState.LIVE, LATER, MOST_ATTEMPTS, False, LOCKED),
        (CodeState.LIVE, OVER, 0, False, EXPIRED),
        (CodeState.LIVE, OVER, MOST_ATTEMPTS, False, EXPIRED),
        (CodeState.LIVE, LATER, 0, True, EXPIRED),
        (CodeState.CANCELLED, LATER, 0, False, EXPIRED),
        (CodeState.EXPIRED, LATER, 0, False, EXPIRED),
        (CodeState.USED, LATER, 0, False, USED),
        (CodeState.USED, OVER, MOST_ATTEMPTS, True, USED),
    ],
)
def test_a_code_is_used_before_it_is_over_and_over_before_it_is_locked(
    state: CodeState, expires_at: int, attempts: int, is_revoked: bool, verdict: Reason | None
) -> None:
    assert judge(CodeStatus(state, expires_at, attempts, is_revoked), NOW) == verdict


@pytest.mark.parametrize(("attempts", "verdict"), [(MOST_ATTEMPTS, None), (MOST_ATTEMPTS + 1, LOCKED)])
def test_the_try_that_is_paid_for_does_not_count_against_itself(attempts: int, verdict: Reason | None) -> None:
    assert judge(CodeStatus(CodeState.LIVE, LATER, attempts, is_revoked=False), NOW, paid=True) == verdict


@pytest.mark.parametrize(
    ("state", "is_revoked", "cause"),
    [
        (CodeState.CANCELLED, False, "cancelled"),
        (CodeState.LIVE, True, "cancelled"),
        (CodeState.LIVE, False, "expired"),
        (CodeState.EXPIRED, False, "expired"),
    ],
)
def test_what_ended_a_code_is_told(state: CodeState, is_revoked: bool, cause: str) -> None:
    assert ended_as(CodeStatus(state, OVER, 0, is_revoked)) == cause


@pytest.mark.parametrize(
    ("state", "attempts", "expires_at", "shown"),
    [
        (CodeState.LIVE, 0, LATER, "live"),
        (CodeState.LIVE, MOST_ATTEMPTS - 1, LATER, "live"),
        (CodeState.LIVE, MOST_ATTEMPTS, LATER, "locked"),
        (CodeState.LIVE, MOST_ATTEMPTS, OVER, "expired"),
        (CodeState.USED, MOST_ATTEMPTS, OVER, "used"),
        (CodeState.CANCELLED, 0, LATER, "cancelled"),
    ],
)
def test_people_see_that_a_code_is_locked_or_over(state: CodeState, attempts: int, expires_at: int, shown: str) -> None:
    assert shown_state(state, attempts, expires_at, NOW) == shown


def test_codes_are_longer_in_a_crowd() -> None:
    assert [code_length(6, live) for live in (0, CROWD, CROWD + 1)] == [6, 6, 8]
    assert code_length(8, 0) == 8


@pytest.mark.parametrize(
    ("taken", "count", "most", "slots"),
    [
        (set(), 1, 10, [1]),
        (set(), 3, 3, [1, 2, 3]),
        ({1, 3}, 2, 10, [2, 4]),
        ({1, 2}, 1, 3, [3]),
        ({1, 2, 3}, 1, 3, None),
        ({2}, 3, 3, None),
    ],
)
def test_new_codes_take_the_lowest_free_places(taken: set[int], count: int, most: int, slots: list[int] | None) -> None:
    assert free_slots(taken, count, most) == slots


def test_each_two_pairings_of_a_day_let_one_more_wrong_guess_pass() -> None:
    assert [unattended_guesses(pairings) for pairings in (0, 1, 2, 3, 3_599, 3_600, 1_000_000)] == [200, 200, 201, 201, 1_999, 2_000, 2_000]


@pytest.mark.parametrize(
    ("server_misses", "pairings", "tenant_misses", "asks"),
    [(199, 0, 0, False), (200, 0, 0, True), (200, 2, 0, False), (201, 2, 0, True), (0, 0, 49, False), (0, 0, 50, True)],
)
def test_a_manager_confirms_past_the_budget_of_the_server_or_the_company(
    server_misses: int, pairings: int, tenant_misses: int, asks: bool
) -> None:
    assert escalated(server_misses, pairings, tenant_misses) is asks


def test_past_two_thousand_wrong_guesses_nobody_types() -> None:
    assert [typing_is_off(misses) for misses in (1_999, 2_000)] == [False, True]
