"""Which threshold of a budget is reached."""

import pytest

from handfast.limits.alarm import reached


@pytest.mark.parametrize(
    ("count", "percent"), [(0, None), (24, None), (25, 50), (39, 50), (40, 80), (49, 80), (50, 100), (51, 100), (5_000, 100)]
)
def test_the_highest_threshold_that_was_reached_counts(count: int, percent: int | None) -> None:
    assert reached(count, 50) == percent
