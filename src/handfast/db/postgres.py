"""PostgreSQL: a batch is one data-modifying statement, so a commit is one round trip and no transaction waits on the event loop."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from handfast.db.database import Lost, Row, Unavailable, Write

POOL = 16
WAIT_SECONDS = 5

_PLACEHOLDER = re.compile(r"\$(\d+)")
# Raised by the SQL function handfast_must_match when a guarded write matched nothing.
_LOST = "HF001"
_SOMEBODY_WAS_FASTER = (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_GONE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.CannotConnectNowError,
    asyncpg.LockNotAvailableError,
)


def compose(writes: Sequence[Write]) -> str:
    """The batch as one statement: each write a CTE, the guards checked by the final SELECT."""
    ctes: list[str] = []
    checks: list[str] = []
    shift = 0
    for number, write in enumerate(writes):
        moved = _PLACEHOLDER.sub(lambda found, by=shift: f"${int(found[1]) + by}", write.sql)  # type: ignore[misc]
        ctes.append(f"w{number} AS ({moved} RETURNING 1)")
        if write.guard:
            checks.append(f"handfast_must_match((SELECT count(*) FROM w{number}))")
        shift += len(write.args)
    return f"WITH {', '.join(ctes)} SELECT {', '.join(checks) or '1'}"


async def _no_reset(_connection: Any) -> None:
    """We leave nothing behind on a connection, and the usual reset query costs half of a point read."""


class PostgresDatabase:
    name = "postgresql"

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._composed: dict[tuple[tuple[str, bool], ...], str] = {}

    @classmethod
    async def open(cls, url: str, size: int = POOL) -> "PostgresDatabase":
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                reset=_no_reset,
                timeout=WAIT_SECONDS,
                command_timeout=WAIT_SECONDS,
                statement_cache_size=1000,
                max_cached_statement_lifetime=0,
                server_settings={"application_name": "handfast", "jit": "off"},
            )
        except (*_GONE, asyncpg.PostgresError) as error:
            raise Unavailable(str(error)) from error
        return cls(pool)

    async def one(self, sql: str, *args: Any) -> Row | None:
        async with self._connection() as connection:
            row: Row | None = await connection.fetchrow(sql, *args)
            return row

    async def all(self, sql: str, *args: Any) -> Sequence[Row]:
        async with self._connection() as connection:
            rows: Sequence[Row] = await connection.fetch(sql, *args)
            return rows

    async def apply(self, writes: Sequence[Write]) -> None:
        shape = tuple((write.sql, write.guard) for write in writes)
        statement = self._composed.get(shape)
        if statement is None:
            statement = self._composed[shape] = compose(writes)
        await self.one(statement, *(argument for write in writes for argument in write.args))

    async def at_once(self, sql: str, *args: Any) -> Row | None:
        return await self.one(sql, *args)

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire(timeout=WAIT_SECONDS) as connection:
                yield connection
        except _SOMEBODY_WAS_FASTER as error:
            raise Lost(str(error)) from error
        except _GONE as error:
            raise Unavailable(str(error)) from error
        except asyncpg.PostgresError as error:
            if error.sqlstate == _LOST:
                raise Lost from error
            raise
