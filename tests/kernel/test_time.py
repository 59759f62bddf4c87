from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.time import DAY, MINUTE, SECOND, SKEW, is_moment, is_within, iso, iso_or_none, parse

moments = st.integers(0, 4_000_000_000).map(lambda seconds: seconds * SECOND)


@given(moments)
def test_what_is_written_reads_back(moment: int) -> None:
    assert parse(iso(moment)) == moment


@given(moments, st.integers(0, SECOND - 1))
def test_a_moment_is_written_in_whole_seconds_never_rounded_up(moment: int, rest: int) -> None:
    assert iso(moment + rest) == iso(moment)


@given(moments, moments)
def test_texts_sort_like_moments(left: int, right: int) -> None:
    assert (iso(left) < iso(right)) is (left < right)


def test_the_form_is_the_requirements() -> None:
    moment = int(datetime(2026, 1, 20, 6, tzinfo=UTC).timestamp()) * SECOND

    assert iso(moment) == "2026-01-20T06:00:00Z"
    assert iso_or_none(moment) == "2026-01-20T06:00:00Z"
    assert iso_or_none(None) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-02", DAY),
        ("1970-01-01T00:00:01", SECOND),
        ("1970-01-01T00:00:01.5+00:00", 1_500),
        ("1970-01-01T02:00:00+02:00", 0),
    ],
)
def test_other_usual_forms_are_read(text: str, moment: int) -> None:
    assert parse(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-13-01", "2026-01-20T25:00:00Z", "1768888800000", "٢٠٢٦-٠١-٢٠"],
)
def test_what_is_no_moment_is_nothing(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    moment = parse(text)

    assert moment is None or isinstance(moment, int)


@given(st.text(max_size=40) | st.datetimes(timezones=st.sampled_from([timezone(timedelta(hours=h)) for h in (-14, 0, 14)])).map(str))
def test_whatever_is_read_can_be_written(text: str) -> None:
    moment = parse(text)

    assert moment is None or iso(moment)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_read(text: str) -> None:
    moment = parse(text)

    assert moment is not None
    assert iso(moment) == text
    assert is_moment(moment)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59.999999-00:01"])
def test_what_lies_beyond_them_is_nothing(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("number", [8_640_000_000_000_000, -(10**15), float("inf"), float("nan")])
def test_a_number_beyond_the_calendar_is_no_moment(number: float) -> None:
    assert not is_moment(number)


def test_a_moment_is_recent_for_so_long_and_one_that_another_node_notes_a_little_ahead_is_too() -> None:
    now = 100 * DAY
    assert [is_within(MINUTE, now - ago, now) for ago in (0, MINUTE, MINUTE + 1, -SKEW, -SKEW - 1, -DAY)] == [
        *(True, True, False),
        *(True, False, False),
    ]
