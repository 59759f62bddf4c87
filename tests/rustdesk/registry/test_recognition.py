"""What is said of a RustDesk device counts while it has been beating lately."""

import pytest

from handfast.kernel.time import MINUTE
from handfast.rustdesk.registry.rules import RECENTLY, Recognition, recognition

NOW = 1_700_000_000_000


@pytest.mark.parametrize(
    ("known", "heartbeats", "seen_ago", "expected"),
    [
        (None, 2, 0, "unknown"),
        ("other", 2, 0, "foreign"),
        ("same", 0, 0, "new"),
        ("same", 1, 0, "heard"),
        ("same", 1, RECENTLY, "heard"),
        ("same", 9, RECENTLY + 1, "new"),
        ("same", 9, 6 * MINUTE, "new"),
        ("same", 9, None, "new"),
    ],
)
def test_a_device_counts_that_beat_with_that_uuid_within_five_minutes(
    known: str | None, heartbeats: int, seen_ago: int | None, expected: Recognition
) -> None:
    assert recognition(known, heartbeats, None if seen_ago is None else NOW - seen_ago, "same", NOW) == expected
