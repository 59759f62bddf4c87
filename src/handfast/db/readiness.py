"""Whether the database serves us now: it answers, has this version's tables, and takes writes."""

import asyncio

from handfast.db import server_state
from handfast.db.database import Database, Unavailable
from handfast.db.opening import newest_version, schema_version
from handfast.db.query import Query
from handfast.db.time_limit import shared_time_limit
from handfast.kernel.ports import Clock
from handfast.kernel.time import SECOND

# How long the result of a write is reused, so that frequent checks cost nothing.
BELIEVED = 5 * SECOND
REFUSED_FOR = 2 * SECOND

_READ_ONLY = Query("SELECT current_setting('transaction_read_only') AS answer", (), str)


class Readiness:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._checking: asyncio.Task[str | None] | None = None
        self._write_again_at = 0
        self._refused = ""

    async def trouble(self) -> str | None:
        """Why this server should get no requests now, in a few words; None when it is ready. Concurrent callers share one check."""
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check())  # noqa: TID251 - one check
        return await asyncio.shield(self._checking)

    async def _check(self) -> str | None:
        with shared_time_limit():
            try:
                version = await schema_version(self._database)
            except Unavailable:
                return "no database"
            if version != newest_version():
                return "not migrated"
            try:
                await self._write()
            except Unavailable:
                return "no writes"
        return None

    async def _write(self) -> None:
        """Raises `Unavailable` when the last write was refused, or this one is."""
        now = self._clock.now()
        if 0 < self._write_again_at - now <= BELIEVED:
            if self._refused:
                raise Unavailable(self._refused)
            if not await self._is_read_only():
                return
        self._write_again_at, self._refused = now + REFUSED_FOR, "no answer yet"
        try:
            await self._database.execute_batch([server_state.put("written", str(now))])
        except Unavailable as error:
            self._refused = str(error)
            raise
        self._write_again_at, self._refused = now + BELIEVED, ""

    async def _is_read_only(self) -> bool:
        """Always False on SQLite: only PostgreSQL can become read-only while it runs, when it is demoted."""
        if self._database.name == "sqlite":
            return False
        return await self._database.fetch_one(_READ_ONLY) in (None, "on")
