"""Which other installation may take a device's place."""

import pytest

from handfast.kernel.time import DAY
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, RECENTLY
from handfast.rustdesk.registry.uuid_conflicts.rules import VOUCHED_FOR, is_heard, is_vouched

NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    ("beats", "ago", "heard"),
    [
        (ENOUGH_HEARTBEATS, 0, True),
        (ENOUGH_HEARTBEATS, RECENTLY, True),
        (ENOUGH_HEARTBEATS, RECENTLY + 1, False),
        (ENOUGH_HEARTBEATS - 1, 0, False),
        (ENOUGH_HEARTBEATS + 1, DAY, False),
    ],
)
def test_a_rival_is_heard_after_enough_beats_of_late(beats: int, ago: int, heard: bool) -> None:
    assert is_heard(beats, NOW - ago, NOW) is heard


@pytest.mark.parametrize(("vouched_at", "counts"), [(None, False), (NOW, True), (NOW - VOUCHED_FOR, True), (NOW - VOUCHED_FOR - 1, False)])
def test_a_word_for_a_rival_counts_for_ten_minutes(vouched_at: int | None, counts: bool) -> None:
    assert is_vouched(vouched_at, NOW) is counts
