"""The clock of a node that shares its database with others: it shows the database's time, so that all nodes agree on when a code expires.

This machine's own wall clock is not used, so setting it has no effect. The machine's tick counter measures elapsed time; its offset to
the database's clock is measured at the start and every few seconds.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from handfast.db.database import Reads
from handfast.db.time import microseconds

EVERY_SECONDS = 5.0
# One answer does not tell whether it came quickly.
ASKED_AT_START = 3
# More than any clock drifts between two answers: the clock was set, or another server answers now.
WAS_SET = 1_000_000_000
WORTH_SAYING = 60_000_000_000

log = structlog.get_logger("handfast.clock")


def _ticks() -> int:
    """A count of nanoseconds that includes those the machine slept, where the system counts them."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class DatabaseClock:
    """`kernel.ports.Clock`. Until `begin` it shows the time of this machine."""

    _reads: Reads

    def __init__(self, ticks: Callable[[], int] = _ticks) -> None:
        self._ticks = ticks
        self._offset = time.time_ns() - ticks()

    async def begin(self, reads: Reads) -> None:
        """Starts to follow the database's clock. Raises `Unavailable`."""
        self._reads = reads
        of_machine = self._offset
        lowest, highest = await self._bounds()
        self._offset = (lowest + highest) // 2
        for _ in range(ASKED_AT_START - 1):
            await self.ask()
        ahead = of_machine - self._offset
        if abs(ahead) >= WORTH_SAYING:
            log.warning("this machine's clock differs from the database's, which is used", ahead_seconds=ahead // 1_000_000_000)

    def now(self) -> int:
        return (self._ticks() + self._offset) // 1_000_000

    async def turn(self) -> None:
        await asyncio.sleep(EVERY_SECONDS)
        await self.ask()

    async def ask(self) -> None:
        """Moves the clock by the least amount that makes it agree with the database's. Raises `Unavailable`."""
        lowest, highest = await self._bounds()
        offset = min(max(self._offset, lowest), highest)
        moved, self._offset = offset - self._offset, offset
        if abs(moved) >= WAS_SET:
            log.warning("the database's clock was set", by_seconds=round(moved / 1_000_000_000, 3))

    async def _bounds(self) -> tuple[int, int]:
        """The bounds of the offset: the database read its clock after it was asked and before its answer arrived."""
        asked = self._ticks()
        server_time = await microseconds(self._reads) * 1_000
        return server_time - self._ticks(), server_time - asked
