"""A pool of PostgreSQL connections, each lent to one statement at a time.

The driver's own pool puts timers and shields around every loan, which costs as much as a point read. Here a loan is never more than one
statement, so a connection whose statement was cut off is thrown away instead of repaired.

A statement that finds no idle connection waits for the first to come: one that is given back, or a new one that is opened meanwhile.
So a server that accepts no more connections slows us down, and stops us only when no connection is left.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import asyncpg

Connect = Callable[[], Awaitable[Any]]

# The pause after a failure to open one more connection, while others serve.
GROW_AGAIN_SECONDS = 1.0


class Pool:
    def __init__(self, connect: Connect, most: int, spoils_all: Callable[[asyncpg.PostgresError], bool]) -> None:
        """`connect` must end by itself within seconds. `spoils_all` is true of an error that makes all connections so far useless."""
        self._connect = connect
        self._most = most
        self._spoils_all = spoils_all
        self._connections: set[Any] = set()
        self._idle: list[Any] = []
        self._opening: set[asyncio.Future[Any]] = set()
        self._queue: deque[asyncio.Future[Any]] = deque()
        self._grow_again_at = 0.0
        self._is_closed = False

    async def run(self, method: str, sql: str, args: tuple[Any, ...], seconds: float) -> Any:
        """Calls `method` of a connection. Raises TimeoutError after `seconds`, which include the wait for a connection."""
        if seconds <= 0:
            raise TimeoutError
        connection = self._idle_one()
        if connection is None:
            begun = monotonic()
            async with asyncio.timeout(seconds):
                connection = await self._queued()
            seconds -= monotonic() - begun
        try:
            # The driver's own timer, since another one around it would cost as much as a point read.
            return await getattr(connection, method)(sql, *args, timeout=seconds)
        except asyncpg.PostgresError as error:
            if self._spoils_all(error):
                self.renew()
            raise
        except BaseException:
            connection.terminate()
            raise
        finally:
            self._give(connection)

    def renew(self) -> None:
        """Throws away every connection; those on loan go when they are given back."""
        self._connections.clear()
        while self._idle:
            self._idle.pop().terminate()

    async def close(self) -> None:
        self._is_closed = True
        for opening in self._opening:
            opening.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        idle, self._idle = self._idle, []
        for connection in idle:
            try:
                await connection.close(timeout=1)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()

    def _idle_one(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._connections.discard(connection)
        return None

    async def _queued(self) -> Any:
        place: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        self._grow()
        try:
            return await place
        except asyncio.CancelledError:
            if not place.done() or place.cancelled():
                with suppress(ValueError):
                    self._queue.remove(place)
            elif place.exception() is None:
                self._give(place.result())
            raise

    def _grow(self) -> None:
        """Opens as many connections as statements wait for, up to the limit."""
        while len(self._opening) < len(self._queue) and self._has_room():
            opening = asyncio.ensure_future(self._connect())  # noqa: TID251 - one connection
            self._opening.add(opening)
            opening.add_done_callback(self._opened)

    def _has_room(self) -> bool:
        open_ones = len(self._connections) + len(self._opening)
        may_try = not open_ones or asyncio.get_running_loop().time() >= self._grow_again_at
        return may_try and open_ones < self._most and not self._is_closed

    def _opened(self, opening: "asyncio.Future[Any]") -> None:
        self._opening.discard(opening)
        if opening.cancelled():
            return
        if error := opening.exception():
            self._grow_again_at = asyncio.get_running_loop().time() + GROW_AGAIN_SECONDS
            if not self._connections and not self._opening:
                self._fail_all(error)
            return
        self._connections.add(opening.result())
        self._give(opening.result())

    def _fail_all(self, error: BaseException) -> None:
        """Fails all waiting statements: no connection is open or being opened that they could wait for."""
        waiting, self._queue = self._queue, deque()
        for place in waiting:
            if not place.done():
                place.set_exception(error)

    def _give(self, connection: Any) -> None:
        """Passes the connection to the statement that has waited longest, or sets it aside as idle."""
        if self._is_closed or connection not in self._connections:
            connection.terminate()
        if connection.is_closed():
            self._connections.discard(connection)
            self._grow()
            return
        while self._queue:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(connection)
                return
        self._idle.append(connection)
