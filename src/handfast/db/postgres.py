"""PostgreSQL: a batch is one data-modifying statement, so a commit is one round trip and no transaction waits for the event loop."""

import re
from collections.abc import Sequence
from time import monotonic
from typing import Any, TypeVar

import asyncpg

from handfast.db.database import Conflict, OverQuota, Statement, Unavailable
from handfast.db.pool import Pool
from handfast.db.postgres_connector import Connector
from handfast.db.postgres_pooler import must_keep_sessions
from handfast.db.postgres_states import OVER_QUOTA, Meaning, meaning
from handfast.db.postgres_trouble import sentence
from handfast.db.query import Args, Query
from handfast.db.time_limit import time_limit

T = TypeVar("T")

POOL = 16

_PLACEHOLDER = re.compile(r"\$(\d+)")
NO_ANSWER = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def compose(writes: Sequence[Statement]) -> str:
    """The batch as one statement: each of its statements is a CTE, and the final SELECT checks the guards."""
    ctes: list[str] = []
    checks: list[str] = []
    shift = 0
    for number, write in enumerate(writes):
        moved = _PLACEHOLDER.sub(lambda found, by=shift: f"${int(found[1]) + by}", write.sql)  # type: ignore[misc]
        ctes.append(f"w{number} AS ({moved} {'FOR SHARE' if write.shares else 'RETURNING 1'})")
        if write.guard:
            checks.append(f"handfast_must_match((SELECT count(*) FROM w{number}))")
        shift += len(write.args)
    return f"WITH {', '.join(ctes)} SELECT {', '.join(checks) or '1'}"


class PostgresDatabase:
    name = "postgresql"

    def __init__(self, connect: Connector, most: int) -> None:
        self._address = connect.address
        self._pool = Pool(connect, most, _spoils_all)
        self._composed: dict[tuple[tuple[str, bool], ...], str] = {}

    @classmethod
    async def open(cls, url: str, size: int = POOL) -> "PostgresDatabase":
        """Raises `Unavailable` when no server accepts the connection, or a pooler in front of it mixes up sessions."""
        connect = connector(url)
        try:
            await must_keep_sessions(connect)
        except asyncpg.PostgresError as error:
            raise Unavailable(sentence(connect.address, error.sqlstate, str(error))) from error
        except NO_ANSWER as error:
            raise Unavailable(f"no PostgreSQL answers at {connect.address} ({_words(error)})") from error
        return cls(connect, size)

    async def fetch_one(self, query: Query[T]) -> T | None:
        row = await self._run("fetchrow", query.sql, query.args)
        return None if row is None else query.reader(row.keys())(*row.values())

    async def fetch_all(self, query: Query[T]) -> list[T]:
        rows = await self._run("fetch", query.sql, query.args)
        if not rows:
            return []
        read = query.reader(rows[0].keys())
        return [read(*row.values()) for row in rows]

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        shape = tuple((write.sql, write.guard) for write in writes)
        statement = self._composed.get(shape)
        if statement is None:
            statement = self._composed[shape] = compose(writes)
        await self._run("fetchrow", statement, tuple(argument for write in writes for argument in write.args))

    async def commit_now(self, query: Query[T]) -> T | None:
        return await self.fetch_one(query)

    async def close(self) -> None:
        await self._pool.close()

    async def _run(self, method: str, sql: str, args: Args) -> Any:
        left, begun = time_limit(), monotonic()
        try:
            return await self._pool.run(method, sql, args, left.seconds)
        except asyncpg.PostgresError as error:
            raise self._translated(error) from error
        except NO_ANSWER as error:
            raise Unavailable(_words(error)) from error
        finally:
            left.seconds -= monotonic() - begun

    def _translated(self, error: Exception) -> Exception:
        """`error` was sent by the server: an asyncpg.PostgresError."""
        state = getattr(error, "sqlstate", None)
        if counted := OVER_QUOTA.get(state or ""):
            return OverQuota(counted)
        means = meaning(state, getattr(error, "constraint_name", None))
        if means is Meaning.BUG:
            return error
        return Conflict(str(error)) if means is Meaning.LOST else Unavailable(sentence(self._address, state, str(error)))


def connector(url: str) -> Connector:
    """Raises `Unavailable` with what is wrong with the URL."""
    try:
        return Connector(url)
    except ValueError as error:
        raise Unavailable(f"HANDFAST_DATABASE_URL cannot be read: {error}") from error


def _spoils_all(error: asyncpg.PostgresError) -> bool:
    return meaning(error.sqlstate) is Meaning.LEAVE


def _words(error: BaseException) -> str:
    return "it does not answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
