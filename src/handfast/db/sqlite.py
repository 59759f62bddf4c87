"""SQLite: one writer thread that lets waiting batches share a commit; reads in the event loop (a point read takes 10 µs)."""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from handfast.db.database import Args, Lost, Row, Unavailable, Write

# Batches that wait together share one fsync; past 16 the gain is gone and the first one waits for the last.
SHARED_COMMIT = 16
BUSY_SECONDS = 5

_Work = Callable[[sqlite3.Connection], Any]
_Job = tuple[_Work, "asyncio.Future[Any]", asyncio.AbstractEventLoop]


def connect(path: Path | str) -> sqlite3.Connection:
    # Nobody but the server's own user has business in there. SQLite gives the files beside it the same mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.row_factory = sqlite3.Row
    # FULL: NORMAL may roll an acknowledged commit back when the power fails.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _named(args: Args) -> dict[str, Any]:
    return {str(number): value for number, value in enumerate(args, 1)}


def _apply(connection: sqlite3.Connection, writes: Sequence[Write]) -> None:
    for write in writes:
        matched = connection.execute(write.sql, _named(write.args)).rowcount
        if write.guard and matched == 0:
            raise Lost


class SqliteDatabase:
    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._reader = connect(path)
        self._writer = connect(path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def one(self, sql: str, *args: Any) -> Row | None:
        try:
            row: Row | None = self._reader.execute(sql, _named(args)).fetchone()
        except sqlite3.OperationalError as error:
            raise Unavailable(str(error)) from error
        return row

    async def all(self, sql: str, *args: Any) -> Sequence[Row]:
        try:
            return self._reader.execute(sql, _named(args)).fetchall()
        except sqlite3.OperationalError as error:
            raise Unavailable(str(error)) from error

    async def apply(self, writes: Sequence[Write]) -> None:
        await self._submit(lambda connection: _apply(connection, writes))

    async def at_once(self, sql: str, *args: Any) -> Row | None:
        row: Row | None = await self._submit(lambda connection: connection.execute(sql, _named(args)).fetchone())
        return row

    async def close(self) -> None:
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._reader.close()
        self._writer.close()

    async def _submit(self, work: _Work) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._jobs.put((work, future, loop))
        return await future

    def _write_forever(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs = [job]
            while len(jobs) < SHARED_COMMIT and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    self._jobs.put(None)
                    break
                jobs.append(following)
            self._commit(jobs)

    def _commit(self, jobs: list[_Job]) -> None:
        answers: list[Any] = []
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            answers = [self._attempt(work) for work, _, _ in jobs]
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            answers = [Unavailable(str(error))] * len(jobs)
        for (_, future, loop), answer in zip(jobs, answers, strict=True):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, future, answer)

    def _attempt(self, work: _Work) -> Any:
        """The job's result or its exception; what it wrote is gone in the second case, without touching the other jobs."""
        self._writer.execute("SAVEPOINT job")
        try:
            answer = work(self._writer)
        except Exception as error:
            if not self._writer.in_transaction:  # SQLite itself gave up the transaction: disk full, I/O error
                raise sqlite3.OperationalError(str(error)) from error
            self._writer.execute("ROLLBACK TO job")
            answer = _translated(error)
        self._writer.execute("RELEASE job")
        return answer


def _translated(error: Exception) -> Exception:
    if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in (
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    ):
        return Lost(str(error))
    if isinstance(error, sqlite3.OperationalError):
        return Unavailable(str(error))
    return error


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
