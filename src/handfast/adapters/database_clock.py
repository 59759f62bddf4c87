"""The clock of a node that shares its database with others: it shows the database's time, so that all nodes agree when a code is over.

This machine's own wall clock is not asked, so nothing happens when somebody sets it. What passes is counted by the machine; how far
that is from the database's clock is measured at the start and every few seconds.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from handfast.db.database import Reads
from handfast.db.time import microseconds

EVERY_SECONDS = 5.0
# Which of the answers came quickly cannot be known from one.
ASKED_AT_START = 3
# More than any clock drifts between two answers: somebody set it, or another server answers now.
WAS_SET = 1_000_000_000
WORTH_SAYING = 60_000_000_000

log = structlog.get_logger("handfast.clock")


def _ticks() -> int:
    """Nanoseconds that pass also while the machine sleeps, where the system counts them."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class DatabaseClock:
    """`kernel.ports.Clock`. Until `begin` it shows the time of this machine."""

    _reads: Reads

    def __init__(self, ticks: Callable[[], int] = _ticks) -> None:
        self._ticks = ticks
        self._offset = time.time_ns() - ticks()

    async def begin(self, reads: Reads) -> None:
        """Raises `Unavailable`."""
        self._reads = reads
        of_machine = self._offset
        lowest, highest = await self._bounds()
        self._offset = (lowest + highest) // 2
        for _ in range(ASKED_AT_START - 1):
            await self.ask()
        ahead = of_machine - self._offset
        if abs(ahead) >= WORTH_SAYING:
            log.warning("this machine's clock is not the database's, which is used", ahead_seconds=ahead // 1_000_000_000)

    def now(self) -> int:
        return (self._ticks() + self._offset) // 1_000_000

    async def turn(self) -> None:
        await asyncio.sleep(EVERY_SECONDS)
        await self.ask()

    async def ask(self) -> None:
        """Moves the clock by as little as makes it agree with what the database says now. Raises `Unavailable`."""
        lowest, highest = await self._bounds()
        offset = min(max(self._offset, lowest), highest)
        moved, self._offset = offset - self._offset, offset
        if abs(moved) >= WAS_SET:
            log.warning("the database's clock was set", by_seconds=round(moved / 1_000_000_000, 3))

    async def _bounds(self) -> tuple[int, int]:
        """Between which the offset lies: the database looked at its clock after it was asked and before it had answered."""
        asked = self._ticks()
        told = await microseconds(self._reads) * 1_000
        return told - self._ticks(), told - asked
