"""Long polls: a device that is willing to wait is answered when something happens to its request, not seconds later.

A waiting poll holds no connection to the database. It is woken by the event that the decision leaves in the outbox, which every node reads.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from prometheus_client import Gauge

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.poll import Poll, poll
from handfast.ceremonies.device_authorization.rules import LONGEST_WAIT
from handfast.kernel.callers import Caller
from handfast.kernel.ids import GrantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import digest
from handfast.kernel.time import SECOND
from handfast.oauth.tokens.rules import Granted
from handfast.runner.run import Runner

MOST = 1_000
"""Further devices are answered at once: each that waits keeps a connection open."""
WAITING = Gauge("handfast_device_grant_waits", "Devices that wait for a decision about their request", multiprocess_mode="livesum")


class GrantWaits:
    """Of one process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: defaultdict[GrantId, set[asyncio.Event]] = defaultdict(set)
        self._count = 0

    @property
    def count(self) -> int:
        """How many devices wait."""
        return self._count

    def notice(self, body: dict[str, Any]) -> None:
        """Takes an event of this node or another one: something happened to a request."""
        for woken in self._waiting.get(body.get("grant_id", ""), ()):
            woken.set()

    async def until_decided(self, run: Runner, command: Poll, caller: Caller, seconds: int) -> Done[Granted] | Refused:
        """Polls. While nothing has happened to the request, waits up to `seconds`, and polls again."""
        code_hash = digest(command.device_code.reveal())
        grant_id = await run.database.fetch_one(store.id_of(code_hash)) if seconds > 0 else None
        if grant_id is None or self._count >= self._most:
            return await run(poll, command, caller)
        # It listens before it polls, so that nothing can happen in between.
        with self._listening(grant_id) as woken:
            outcome = await run(poll, command, caller)
            if not isinstance(outcome, Refused) or outcome.reason is not Reason.AUTHORIZATION_PENDING:
                return outcome
            await _wait(woken, min(seconds, LONGEST_WAIT // SECOND))
            return await run(poll, replace(command, has_waited=True), caller)

    @contextmanager
    def _listening(self, grant_id: GrantId) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        self._waiting[grant_id].add(woken)
        self._count += 1
        WAITING.inc()
        try:
            yield woken
        finally:
            WAITING.dec()
            self._count -= 1
            self._waiting[grant_id].discard(woken)
            if not self._waiting[grant_id]:
                del self._waiting[grant_id]


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
