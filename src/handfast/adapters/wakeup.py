"""The wake-up between nodes: PostgreSQL NOTIFY after a commit, on a connection of its own.

It carries nothing: whoever hears it looks into the outbox. Inside the transaction it would halve the commit rate, so it never stands there.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog

CHANNEL = "handfast"
# Commits that come close together share one notification.
GATHER_SECONDS = 0.02
AGAIN_SECONDS = 2.0

log = structlog.get_logger("handfast.wakeup")


class PostgresWakeup:
    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        self._url = url
        self._heard = heard
        self._said = asyncio.Event()

    def say(self) -> None:
        self._said.set()

    async def run(self) -> None:
        """Listens and notifies until cancelled; connects again when the connection is lost."""
        while True:
            try:
                await self._serve()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("wake-up channel lost, nodes look every few seconds meanwhile", error=str(error))
            await asyncio.sleep(AGAIN_SECONDS)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            own = connection.get_server_pid()
            await connection.add_listener(CHANNEL, lambda _connection, sender, *_: None if sender == own else self._heard())
            self._heard()
            while True:
                await self._said.wait()
                await asyncio.sleep(GATHER_SECONDS)
                self._said.clear()
                await connection.execute(f"NOTIFY {CHANNEL}")
        finally:
            connection.terminate()
