"""The bounds of a number of days: what counts, what may be chosen, and how an operator writes them."""

import pytest

from handfast.kernel.bounds import Bounds, parse_bounds


@pytest.mark.parametrize(
    ("bounds", "chosen", "counts"),
    [
        (Bounds(90, None), None, None),
        (Bounds(90, None), 30, 90),
        (Bounds(90, None), 90, 90),
        (Bounds(90, None), 5_000, 5_000),
        (Bounds(90, 365), None, 365),
        (Bounds(90, 365), 89, 90),
        (Bounds(90, 365), 100, 100),
        (Bounds(90, 365), 366, 365),
    ],
)
def test_the_days_that_count_lie_within_the_bounds(bounds: Bounds, chosen: int | None, counts: int | None) -> None:
    assert bounds.of(chosen) == counts
    assert bounds.allow(chosen) == (chosen is None or chosen == counts)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("90-", Bounds(90, None)),
        ("30-365", Bounds(30, 365)),
        ("365-365", Bounds(365, 365)),
        ("29-365", None),
        ("365-30", None),
        ("-30", None),
        ("30", None),
        ("30 - 40", None),
        ("", None),
        ("1e3-", None),
        ("٣٠-", None),
    ],
)
def test_an_operator_writes_the_shortest_and_the_longest_time(text: str, bounds: Bounds | None) -> None:
    assert parse_bounds(text, 30, None) == bounds


def test_where_there_is_a_longest_time_it_is_the_end() -> None:
    assert parse_bounds("1-", 1, 30) == Bounds(1, 30)
    assert parse_bounds("1-31", 1, 30) is None


def test_bounds_are_words_for_a_sentence() -> None:
    assert (str(Bounds(90, None)), str(Bounds(90, 365))) == ("90 or more", "90 to 365")
