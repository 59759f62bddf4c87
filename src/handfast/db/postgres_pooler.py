"""A pooler between us and PostgreSQL must give each of our connections a session of its own, as PgBouncer's session pooling does.

Prepared statements, LISTEN and settings belong to a session. Transaction and statement pooling lend the session to another client
between two statements, which works under light load and fails at random under heavy load. Newer poolers carry prepared statements over,
so the check is whether a setting of one connection turns up in another.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from handfast.db.database import Unavailable

REFUSED = (
    "the pooler in front of PostgreSQL pools by transaction or statement, which notifications and prepared statements do not "
    "survive: set pool_mode = session for this database, or name PostgreSQL itself in HANDFAST_DATABASE_URL"
)
# One round may miss it: another client may be using the session at that moment.
_ROUNDS = 3


async def must_keep_sessions(connect: Callable[[], Awaitable[Any]]) -> None:
    """Raises `Unavailable` if a pooler mixes up sessions, and otherwise what `connect` and the driver raise."""
    mine = await connect()
    try:
        # The process ID that a pooler sends at the start is made up, since the pooler is not a backend.
        number = mine.get_server_pid()
        if await _is_so(mine, f"pg_backend_pid() = {number}"):
            return
        mark = f"current_setting('handfast.session', true) = '{number}'"
        await mine.execute(f"SELECT set_config('handfast.session', '{number}', false)")
        for _ in range(_ROUNDS):
            if not await _is_so(mine, mark) or await _is_visible_elsewhere(connect, mark):
                raise Unavailable(REFUSED)
    finally:
        mine.terminate()


async def backend(connection: Any) -> int:
    """The ID of the server process behind the connection, by which notifications name their sender."""
    number: int = await connection.fetchval("SELECT pg_backend_pid()")
    return number


async def _is_visible_elsewhere(connect: Callable[[], Awaitable[Any]], mark: str) -> bool:
    """Whether a second connection, which keeps its session by a transaction, sees what the first one set."""
    try:
        other = await connect()
    except TimeoutError as error:
        raise Unavailable("the pooler in front of PostgreSQL has no second session for this server: raise its default_pool_size") from error
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
    """Whether `condition` holds. Uses no prepared statement, since a pooler may not support those."""
    answer: str = await connection.execute(f"SELECT 1 WHERE {condition}")
    return answer == "SELECT 1"
