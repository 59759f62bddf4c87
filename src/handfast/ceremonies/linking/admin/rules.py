"""Limits of a clean-up, how long a removed device can be restored, and when one is exempt. Pure."""

from handfast.kernel.time import DAY

RESTORABLE = 30 * DAY
FEWEST_DAYS, MOST_DAYS = 7, 3650
MOST_AT_ONCE = 100


def restorable_since(now: int) -> int:
    return now - RESTORABLE


def gone_for_good_at(removed_at: int) -> int:
    return removed_at + RESTORABLE


def is_exempt(reason: str | None, until: int | None, now: int) -> bool:
    return reason is not None and (until is None or until > now)
