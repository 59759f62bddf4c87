"""What a paired device's credential is worth, and how people see the device."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.devices.lifecycle import DeviceStatus, Presence, shown_status
from handfast.devices.rules import ROTATION_GRACE, Cause, Current, Judgement, judge_generation, should_refresh
from handfast.kernel.time import DAY

NOW = 1_800_000_000_000
NEWEST = 5


@pytest.mark.parametrize(
    ("shown", "cause", "issued_ago", "is_used", "worth"),
    [
        (NEWEST, "refresh", 0, False, "current"),
        (NEWEST, "pair", ROTATION_GRACE, True, "current"),
        (NEWEST - 1, "refresh", 0, False, "in_grace"),
        (NEWEST - 1, "refresh", ROTATION_GRACE - 1, False, "in_grace"),
        (NEWEST - 1, "refresh", ROTATION_GRACE, False, "stranded"),
        (NEWEST - 1, "refresh", 0, True, "reused"),
        (NEWEST - 1, "refresh", ROTATION_GRACE, True, "reused"),
        (NEWEST - 1, "pair", 0, False, "dead"),
        (NEWEST - 2, "refresh", 0, False, "dead"),
        (NEWEST + 1, "refresh", 0, False, "dead"),
    ],
)
def test_an_older_credential_counts_for_a_moment_after_a_renewal(
    shown: int, cause: Cause, issued_ago: int, is_used: bool, worth: Judgement
) -> None:
    current = Current(cause, NOW - issued_ago, NOW if is_used else None)
    assert judge_generation(shown, NEWEST, current, NOW) == worth


@pytest.mark.parametrize(("shown", "worth"), [(NEWEST, "current"), (NEWEST - 1, "dead")])
def test_where_no_credential_stands_only_the_newest_one_counts(shown: int, worth: Judgement) -> None:
    assert judge_generation(shown, NEWEST, None, NOW) == worth


@pytest.mark.parametrize(
    ("status", "presence", "shown"),
    [
        (DeviceStatus.ACTIVE, "online", "online"),
        (DeviceStatus.ACTIVE, "offline", "offline"),
        (DeviceStatus.PENDING_APPROVAL, "online", "waiting"),
        (DeviceStatus.DISABLED, "online", "blocked"),
    ],
)
def test_whether_a_device_is_there_is_shown_of_an_active_one(status: DeviceStatus, presence: Presence, shown: str) -> None:
    assert shown_status(status, presence) == shown


@given(st.integers(0, NOW), st.integers(1, 400 * DAY), st.floats(0, 1))
def test_a_credential_is_renewed_in_the_last_third_of_its_life_and_after_it(issued_at: int, life: int, share: float) -> None:
    expires_at = issued_at + life
    now = issued_at + int(life * share)
    assert should_refresh(issued_at, expires_at, now) is ((expires_at - now) * 3 < life)
    assert not should_refresh(issued_at, expires_at, issued_at)
    assert should_refresh(issued_at, expires_at, expires_at)


def test_the_last_third_begins_after_two_thirds() -> None:
    assert not should_refresh(0, 3 * DAY, 2 * DAY)
    assert should_refresh(0, 3 * DAY, 2 * DAY + 1)
