"""Delivers the outbox to whoever listens on this node. Every node reads all of it, since each has sockets of its own.

The outbox is authoritative; a wake-up only says "read now", so a lost wake-up costs a few seconds and nothing else.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from handfast import failures
from handfast.db.database import Reads, Unavailable
from handfast.events import outbox
from handfast.events.outbox import LiveEvent
from handfast.kernel.ids import TenantId

POLL_SECONDS = 2.0
# The first commit is delivered at once; those that follow closely share one read.
GATHER_SECONDS = 0.02
# On PostgreSQL a later number can be visible before an earlier one. A missing number is looked for this long, since no statement may
# run longer. A number of reads would be no measure: under load there are hundreds a second.
GAP_SECONDS = 6.0
_MOST_MISSING = 1_000

Emit = Callable[[TenantId, str, dict[str, Any]], Awaitable[None]]
"""tenant, event, body"""

JOB = "deliver live events"


class Delivery:
    def __init__(self, reads: Reads, emit: Emit) -> None:
        self._reads = reads
        self._emit = emit
        self._last = 0
        self._missing: dict[int, float] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def begin(self) -> None:
        """Starts after the newest event: earlier ones have been delivered, or are fetched by whoever connects."""
        self._last = await self._reads.fetch_one(outbox.last_id()) or 0

    async def turn(self) -> None:
        """Waits until it is woken, or for a while, and delivers what is new."""
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()
        try:
            await self.deliver_new()
        except BaseException:
            self._woken.set()  # the events are still to be delivered
            raise
        await asyncio.sleep(GATHER_SECONDS)

    async def deliver_new(self) -> None:
        """Delivers new events, in order, and missing ones that became visible late."""
        while events := await self._reads.fetch_all(outbox.after(self._last)):
            await self._send(events)
        now = asyncio.get_running_loop().time()
        self._missing = {number: until for number, until in self._missing.items() if until > now}
        if self._missing:
            await self._send(await outbox.these(self._reads, list(self._missing)))

    async def _send(self, events: Sequence[LiveEvent]) -> None:
        for event in events:
            try:
                await self._emit(event.tenant_id, event.event, {"seq": event.id, **json.loads(event.body)})
            except Unavailable:
                raise  # it is delivered when the database is back
            except Exception:  # noqa: BLE001 - noted
                # The events behind it are for other rooms and pages: one that cannot be delivered must not hold them up.
                failures.note(JOB)
            self._note(event.id)

    def _note(self, number: int) -> None:
        self._missing.pop(number, None)
        if number <= self._last:
            return
        gap = range(max(self._last + 1, number - _MOST_MISSING), number)
        self._missing |= dict.fromkeys(gap, asyncio.get_running_loop().time() + GAP_SECONDS)
        for forgotten in list(self._missing)[:-_MOST_MISSING]:
            del self._missing[forgotten]
        self._last = number
