"""A pooler between us and PostgreSQL must give each of our connections a session of its own, as PgBouncer's session pooling does.

Prepared statements, LISTEN and settings belong to a session. Transaction and statement pooling lend the session to somebody else between
two statements: it works while little happens and fails at random when much does. Newer poolers carry prepared statements over, so what
is looked at is whether a setting of one connection turns up in another.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from handfast.db.database import Unavailable

REFUSED = (
    "the pooler in front of PostgreSQL lends sessions by transaction or statement, and notifications and prepared statements "
    "do not survive that: set pool_mode = session for this database, or name PostgreSQL itself in HANDFAST_DATABASE_URL"
)
# Another client may use the session just while we look.
_ROUNDS = 3


async def must_keep_sessions(connect: Callable[[], Awaitable[Any]]) -> None:
    """Raises `Unavailable` behind a pooler that mixes up sessions, and what `connect` and the driver raise."""
    mine = await connect()
    try:
        # A pooler makes up the number that it sends at the start, since it belongs to no backend.
        number = mine.get_server_pid()
        if await _is_so(mine, f"pg_backend_pid() = {number}"):
            return
        mark = f"current_setting('handfast.session', true) = '{number}'"
        await mine.execute(f"SELECT set_config('handfast.session', '{number}', false)")
        for _ in range(_ROUNDS):
            if not await _is_so(mine, mark) or await _sees(connect, mark):
                raise Unavailable(REFUSED)
    finally:
        mine.terminate()


async def backend(connection: Any) -> int:
    """The process that serves it, by which notifications name their sender."""
    number: int = await connection.fetchval("SELECT pg_backend_pid()")
    return number


async def _sees(connect: Callable[[], Awaitable[Any]], mark: str) -> bool:
    """Whether a second connection, holding its session by a transaction, finds there what the first one set."""
    try:
        other = await connect()
    except TimeoutError as error:
        raise Unavailable("the pooler in front of PostgreSQL has no second session for us: raise its default_pool_size") from error
    try:
        await other.execute("BEGIN")
        found = await _is_so(other, mark)
        await other.execute("COMMIT")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Unavailable(f"{REFUSED} ({error})") from error
    finally:
        other.terminate()
    return found


async def _is_so(connection: Any, condition: str) -> bool:
    """Asked without a prepared statement, which a pooler may not carry."""
    answer: str = await connection.execute(f"SELECT 1 WHERE {condition}")
    return answer == "SELECT 1"
