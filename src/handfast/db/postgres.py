"""PostgreSQL: a batch is one data-modifying statement, so a commit is one round trip and no transaction waits on the event loop."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from handfast.db.database import Args, Lost, Row, Unavailable, Write
from handfast.db.pool import Pool
from handfast.db.postgres_trouble import sentence

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


class PostgresDatabase:
    name = "postgresql"

    def __init__(self, pool: Pool, url: str) -> None:
        self._pool = pool
        self._url = url
        self._composed: dict[tuple[tuple[str, bool], ...], str] = {}

    @classmethod
    async def open(cls, url: str, size: int = POOL) -> "PostgresDatabase":
        connect = partial(
            asyncpg.connect,
            url,
            timeout=WAIT_SECONDS,
            command_timeout=WAIT_SECONDS,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            server_settings={"application_name": "handfast", "jit": "off"},
        )
        database = cls(Pool(connect, size, WAIT_SECONDS), url)
        try:
            await database.one("SELECT 1")
        except Unavailable as error:
            raise Unavailable(f"no PostgreSQL answers at {urlsplit(url).netloc.rpartition('@')[2] or 'its socket'} ({error})") from error
        except (asyncpg.PostgresError, ValueError) as error:
            raise Unavailable(sentence(url, getattr(error, "sqlstate", None), str(error))) from error
        return database

    async def one(self, sql: str, *args: Any) -> Row | None:
        row: Row | None = await self._run("fetchrow", sql, args)
        return row

    async def all(self, sql: str, *args: Any) -> Sequence[Row]:
        rows: Sequence[Row] = await self._run("fetch", sql, args)
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

    async def _run(self, method: str, sql: str, args: Args) -> Any:
        try:
            return await self._pool.run(method, sql, args)
        except _SOMEBODY_WAS_FASTER as error:
            raise Lost(str(error)) from error
        except _GONE as error:
            raise Unavailable(str(error)) from error
        except asyncpg.InsufficientPrivilegeError as error:
            raise Unavailable(sentence(self._url, error.sqlstate, str(error))) from error
        except asyncpg.PostgresError as error:
            if error.sqlstate == _LOST:
                raise Lost from error
            raise
