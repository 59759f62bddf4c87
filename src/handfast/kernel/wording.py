"""Numbers and moments, formatted for a sentence."""

from datetime import UTC, datetime

from handfast.kernel.time import SECOND


def plural(count: int, one: str, many: str) -> str:
    """`1 minute`, `15 minutes`."""
    return f"{count} {one if count == 1 else many}"


def in_threes(digits: str) -> str:
    """Groups of three from the right, as RustDesk shows its IDs: `1 482 093 765`."""
    head = len(digits) % 3
    parts = [digits[:head], *(digits[start : start + 3] for start in range(head, len(digits), 3))]
    return " ".join(part for part in parts if part)


def day(moment: int) -> str:
    """`31 December 2026`, in UTC."""
    return f"{datetime.fromtimestamp(moment // SECOND, UTC):%-d %B %Y}"


def day_and_time(moment: int) -> str:
    """`31 December 2026, 22:59 UTC`: a date alone would be ambiguous, since readers are in different time zones."""
    return f"{day(moment)}, {datetime.fromtimestamp(moment // SECOND, UTC):%H:%M} UTC"
