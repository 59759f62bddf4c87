"""The wake-up between nodes: PostgreSQL NOTIFY after a commit, on a connection of its own.

It carries no data: a node that receives it reads the outbox. It is never part of the transaction, where it would halve the commit rate.
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
# Without this check a node would listen for ever to a server that vanished without closing the connection.
ASK_SECONDS = 15.0
ANSWER_SECONDS = 5.0

log = structlog.get_logger("handfast.wakeup")


class PostgresWakeup:
    def __init__(self, url: str, on_wake: Callable[[], None]) -> None:
        self._connect = connector(url)
        self._on_wake = on_wake
        self._said = asyncio.Event()
        self._connection: Any = None

    def say(self) -> None:
        self._said.set()

    async def turn(self) -> None:
        """Waits for the next commit and notifies the other nodes, or after `ASK_SECONDS` checks whether the server is still there.

        Connects first if there is no connection, and listens from then on.
        """
        try:
            if self._connection is None:
                self._connection = await self._listen()
            await self._notify(self._connection)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            self.close()
            log.warning("wake-up channel lost, nodes poll every few seconds until it is back", error=str(error) or type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _listen(self) -> Any:
        connection = await self._connect()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                own = await backend(connection)
                await connection.add_listener(CHANNEL, lambda _connection, sender, *_: None if sender == own else self._on_wake())
        except BaseException:
            connection.terminate()
            raise
        connection.add_termination_listener(lambda _: self._said.set())
        self._on_wake()
        return connection

    async def _notify(self, connection: Any) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ASK_SECONDS):
                await self._said.wait()
        await asyncio.sleep(GATHER_SECONDS)
        async with asyncio.timeout(ANSWER_SECONDS):
            if not self._said.is_set():
                await backend(connection)
                return
            self._said.clear()
            await connection.execute(f"NOTIFY {CHANNEL}")
