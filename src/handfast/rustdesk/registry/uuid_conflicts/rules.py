"""Which rival may take a device's place. Pure."""

from handfast.kernel.time import DAY, MINUTE, is_within
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, RECENTLY

MOST = 5
"""Kept of one device; whoever invents more pushes out the oldest of the others, never one that a customer vouched for."""
KEPT_FOR = 7 * DAY
VOUCHED_FOR = 10 * MINUTE
"""Its beats may come this long after the code was shown on it."""


def is_heard(heartbeats: int, last_seen_at: int, now: int) -> bool:
    """Whether it has been beating lately, so that a code that is shown on it counts at once."""
    return heartbeats >= ENOUGH_HEARTBEATS and is_within(RECENTLY, last_seen_at, now)


def is_vouched(vouched_at: int | None, now: int) -> bool:
    return vouched_at is not None and is_within(VOUCHED_FOR, vouched_at, now)
