"""Connections lent to one statement at a time.

The driver's own pool keeps timers and shields around every loan, which costs as much as a point read. A statement here is all a loan
ever is, so a connection whose statement broke off is thrown away instead of mended.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

Connect = Callable[[], Awaitable[Any]]


class Pool:
    def __init__(self, connect: Connect, most: int, wait_seconds: float) -> None:
        self._connect = connect
        self._most = most
        self._wait_seconds = wait_seconds
        self._count = 0
        self._idle: list[Any] = []
        self._queue: deque[asyncio.Future[Any]] = deque()
        self._is_closed = False

    async def run(self, method: str, sql: str, args: tuple[Any, ...]) -> Any:
        """Calls `method` of a connection. Raises TimeoutError when none comes free in time."""
        connection = await self._take()
        try:
            return await getattr(connection, method)(sql, *args)
        except asyncpg.PostgresError:
            raise
        except BaseException:
            connection.terminate()
            raise
        finally:
            self._give(connection)

    async def close(self) -> None:
        self._is_closed = True
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close(timeout=self._wait_seconds)

    async def _take(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._count -= 1
        if self._count < self._most:
            return await self._open()
        return await self._wait() or await self._open()

    async def _wait(self) -> Any:
        loop = asyncio.get_running_loop()
        place: asyncio.Future[Any] = loop.create_future()
        self._queue.append(place)
        late = loop.call_later(self._wait_seconds, _give_up, place)
        try:
            return await place
        except asyncio.CancelledError:
            if not place.cancelled() and place.exception() is None:
                self._hand_on(place.result())
            raise
        finally:
            late.cancel()

    async def _open(self) -> Any:
        self._count += 1
        try:
            return await self._connect()
        except BaseException:
            self._count -= 1
            self._hand_on(None)
            raise

    def _give(self, connection: Any) -> None:
        if self._is_closed:
            connection.terminate()
        if connection.is_closed():
            self._count -= 1
            connection = None
        self._hand_on(connection)

    def _hand_on(self, connection: Any) -> None:
        """To whoever waits longest, else aside. None stands for the place of a connection that is gone: who gets it opens a new one."""
        while self._queue:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)


def _give_up(place: "asyncio.Future[Any]") -> None:
    if not place.done():
        place.set_exception(TimeoutError("no connection came free in time"))
