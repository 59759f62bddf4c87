"""Which other installation may take a device's place. Pure."""

from handfast.kernel.time import DAY, MINUTE, is_within
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, RECENTLY

MOST = 5
"""Other installations kept per device. A further one displaces the one heard longest ago, never one that a customer vouched for."""
KEPT_FOR = 7 * DAY
VOUCHED_FOR = 10 * MINUTE
"""How long after the customer's action the heartbeats of the installation may arrive."""


def is_heard(heartbeats: int, last_seen_at: int, now: int) -> bool:
    """Whether it has sent enough heartbeats lately, so that an action on it counts at once."""
    return heartbeats >= ENOUGH_HEARTBEATS and is_within(RECENTLY, last_seen_at, now)


def is_vouched(vouched_at: int | None, now: int) -> bool:
    return vouched_at is not None and is_within(VOUCHED_FOR, vouched_at, now)
