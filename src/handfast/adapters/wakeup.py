"""The wake-up between nodes: PostgreSQL NOTIFY after a commit, on a connection of its own.

It carries nothing: whoever hears it looks into the outbox. Inside the transaction it would halve the commit rate, so it never stands there.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from handfast.db.postgres import connector
from handfast.db.postgres_pooler import backend

CHANNEL = "handfast"
# Commits that come close together share one notification.
GATHER_SECONDS = 0.02
AGAIN_SECONDS = 2.0
# A server that vanished without a word would else be listened to for ever.
ASK_SECONDS = 15.0
ANSWER_SECONDS = 5.0

log = structlog.get_logger("handfast.wakeup")


class PostgresWakeup:
    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        self._connect = connector(url)
        self._heard = heard
        self._said = asyncio.Event()

    def say(self) -> None:
        self._said.set()

    async def serve(self) -> None:
        """Listens and notifies until the connection is lost, and a little longer: whoever calls it again connects again."""
        try:
            await self._serve()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            log.warning("wake-up channel lost, nodes look every few seconds meanwhile", error=str(error) or type(error).__name__)
        await asyncio.sleep(AGAIN_SECONDS)

    async def _serve(self) -> None:
        connection = await self._connect()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                own = await backend(connection)
                await connection.add_listener(CHANNEL, lambda _connection, sender, *_: None if sender == own else self._heard())
            connection.add_termination_listener(lambda _: self._said.set())
            self._heard()
            while not connection.is_closed():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._said.wait(), ASK_SECONDS)
                await self._notify(connection)
            raise ConnectionError("the server closed the connection")
        finally:
            connection.terminate()

    async def _notify(self, connection: Any) -> None:
        """Tells the others when there is something to tell; else only sees whether the server is still there."""
        await asyncio.sleep(GATHER_SECONDS)
        sql = f"NOTIFY {CHANNEL}" if self._said.is_set() else ""
        self._said.clear()
        async with asyncio.timeout(ANSWER_SECONDS):
            await connection.execute(sql)
