"""How long a session lasts, how fresh "last seen" is kept, who lets others in, and how wrong input is refused."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import DAY, HOUR, MINUTE, SECOND
from handfast.users.rules import (
    SESSION_IDLE,
    SESSION_LIFE,
    Life,
    app_life,
    invalid,
    invalid_email,
    invalid_name,
    is_stale,
    lets_others_in,
    may_do,
    session_ends_at,
    weak_password,
)
from tests.support.permissions import PERMISSIONS

NOW = 1_800_000_000_000
NO_NAME = "Give a name of 1 to 100 characters"
NO_EMAIL = "This is not an e-mail address"


@pytest.mark.parametrize(
    ("refuse", "field", "message"),
    [
        (lambda: invalid("days", "Give a number of days"), "days", "Give a number of days"),
        (invalid_name, "name", NO_NAME),
        (lambda: invalid_name("owner_name"), "owner_name", NO_NAME),
        (invalid_email, "email", NO_EMAIL),
        (lambda: invalid_email("owner_email"), "owner_email", NO_EMAIL),
    ],
    ids=["any", "name", "another name", "email", "another email"],
)
def test_a_refusal_names_the_field_and_says_what_is_wanted(refuse: Callable[[], Refused], field: str, message: str) -> None:
    assert refuse() == Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": field, "message": message}]})


@pytest.mark.parametrize(
    ("role", "lets_in"), [(Role.OWNER, True), (Role.ADMIN, True), (Role.MANAGER, False), (Role.STAFF, False), (Role.CUSTOMER, False)]
)
def test_owners_and_admins_bring_in_others(role: Role, lets_in: bool) -> None:
    assert lets_others_in(role) is lets_in


@pytest.mark.parametrize(
    ("seen_ago", "stale"),
    [
        (None, True),
        (0, False),
        (5 * MINUTE - 1, False),
        (5 * MINUTE, True),
        # From another node, whose clock may be a little ahead; or from before the clock was set back.
        (-10 * SECOND, False),
        (-10 * SECOND - 1, True),
    ],
)
def test_last_seen_is_written_again_after_five_minutes(seen_ago: int | None, stale: bool) -> None:
    assert is_stale(None if seen_ago is None else NOW - seen_ago, NOW) is stale


# --- how long a session lasts ---

moments = st.integers(0, NOW)
spans = st.integers(1, 400 * DAY)


@given(moments, spans, moments)
def test_a_session_ends_when_it_was_unused_for_long_or_at_its_end_whichever_comes_first(seen_at: int, idle: int, expires_at: int) -> None:
    end = session_ends_at(seen_at, idle, expires_at)
    assert end in (seen_at + idle, expires_at)
    assert end <= seen_at + idle
    assert end <= expires_at


def test_a_browser_may_be_unused_for_twelve_hours_and_stays_for_thirty_days() -> None:
    assert Life() == Life(idle=12 * HOUR, longest=30 * DAY, is_app=False)


@given(st.integers(1, 365))
def test_an_app_stays_for_a_year_and_may_be_unused_as_long_as_the_company_says(days: int) -> None:
    assert app_life(days) == Life(idle=days * DAY, longest=365 * DAY, is_app=True)


@given(moments, st.integers(1, 365 * DAY))
def test_use_never_shortens_a_session(seen_at: int, later: int) -> None:
    expires_at = seen_at + SESSION_LIFE
    assert session_ends_at(seen_at + later, SESSION_IDLE, expires_at) >= session_ends_at(seen_at, SESSION_IDLE, expires_at)


# --- roles and refusals ---


@pytest.mark.parametrize("role", Role)
def test_a_user_may_do_what_their_role_may(role: Role) -> None:
    may = {action for action in PERMISSIONS if may_do(role, action)}
    assert may == {action for action, permission in PERMISSIONS.items() if role in permission.who}
    assert not may_do(role, "device.self")
    assert not may_do(role, "no.such_action")


def test_a_weak_password_is_refused_with_the_reason_in_words() -> None:
    assert weak_password("Use at least 8 characters.") == Refused(Reason.WEAK_PASSWORD, extra={"detail": "Use at least 8 characters."})
