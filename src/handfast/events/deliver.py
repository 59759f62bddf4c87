"""Carries the outbox to whoever listens on this node. Every node reads all of it: each has sockets of its own.

The outbox is the truth and a wake-up only says «look now», so a lost one costs a few seconds and nothing else.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from handfast.db.database import Reads, Unavailable
from handfast.events import outbox

LOOK_SECONDS = 2.0
# On PostgreSQL a later number can be visible before an earlier one; a missing number is looked for this many looks longer.
PATIENCE = 5
_MOST_MISSING = 100

Emit = Callable[[str, str, dict[str, Any]], Awaitable[None]]
"""tenant, event, body"""

log = structlog.get_logger("handfast.events")


class Delivery:
    def __init__(self, reads: Reads, emit: Emit) -> None:
        self._reads = reads
        self._emit = emit
        self._last = 0
        self._missing: dict[int, int] = {}
        self._bell = asyncio.Event()

    def wake(self) -> None:
        self._bell.set()

    async def begin(self) -> None:
        """From here on: what happened before this start has been told, or is fetched by whoever connects."""
        self._last = await outbox.last_id(self._reads)

    async def run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._bell.wait()
            except TimeoutError:
                pass
            self._bell.clear()
            try:
                await self.look()
            except Unavailable as error:
                log.warning("outbox not readable", error=str(error))
                await asyncio.sleep(1)

    async def look(self) -> None:
        """Delivers what is new, in order, and what turned up late."""
        rows = list(await outbox.after(self._reads, self._last))
        if self._missing:
            rows += await outbox.these(self._reads, list(self._missing))
        for row in rows:
            self._note(row["id"])
            await self._emit(row["tenant_id"], row["event"], {"seq": row["id"], **json.loads(row["body"])})
        self._missing = {number: left - 1 for number, left in self._missing.items() if left > 0}

    def _note(self, number: int) -> None:
        self._missing.pop(number, None)
        if number <= self._last:
            return
        gap = range(max(self._last + 1, number - _MOST_MISSING), number)
        self._missing |= dict.fromkeys(gap, PATIENCE)
        self._last = number
