"""Moments are whole milliseconds since 1970 UTC: they compare alike in Python, SQLite and PostgreSQL."""

from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


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
    return int(moment.timestamp() * SECOND)
