"""Moments are whole milliseconds since 1970 UTC: they compare alike in Python, SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND
LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND


SKEW = 10 * SECOND
"""How far ahead a recorded moment may lie. Nodes differ by less; a moment further ahead means that the clock they share was set back."""


def is_within(span: int, moment: int, now: int) -> bool:
    """Whether `moment` is at most `span` ago. False if it lies more than `SKEW` ahead: it was recorded before the clock was set back."""
    return -SKEW <= now - moment <= span


def is_moment(number: float) -> bool:
    """Whether it lies in the years 1 to 9999: nothing else can be written as a date."""
    return FIRST <= number <= LAST


def iso(moment: int) -> str:
    """RFC 3339 in UTC, whole seconds: `2026-01-20T06:00:00Z`."""
    return datetime.fromtimestamp(moment // SECOND, UTC).isoformat().replace("+00:00", "Z")


def iso_or_none(moment: int | None) -> str | None:
    return None if moment is None else iso(moment)


def parse(text: str) -> int | None:
    """A moment from RFC 3339 text; None when it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    number = (moment - _EPOCH) // _MILLISECOND
    return number if is_moment(number) else None


def end_of_day(text: str) -> int | None:
    """The last second of a bare date (`2027-01-31`, in UTC); None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return (datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC) - _EPOCH) // _MILLISECOND


def parse_end(text: str) -> int | None:
    """Like `parse`, for the end of a period: a bare date is its last day, which is included."""
    last_day = end_of_day(text)
    return parse(text) if last_day is None else last_day
