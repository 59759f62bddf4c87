"""SQLite: one writer thread that lets waiting batches share a commit; reads in the event loop (a point read takes 10 µs)."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from handfast import failures
from handfast.db.database import Conflict, Row, Statement, Unavailable
from handfast.db.sqlite_file import BUSY_SECONDS, Places, connect, real
from handfast.db.sqlite_trouble import sentence

# Batches that wait together share one fsync. Beyond 16 this gains nothing more, and the first batch waits for the last.
SHARED_COMMIT = 16
ASK_AGAIN_SECONDS = 0.001
_SOMEBODY_WAS_FASTER = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)

_Work = Callable[[sqlite3.Connection], Any]
_Job = tuple[_Work, "asyncio.Future[Any]", asyncio.AbstractEventLoop]


@lru_cache(1024)
def _by_place(sql: str) -> str:
    """SQLite takes `$1` for a named parameter, to be found in a dictionary; `?1` is a positional one."""
    return sql.replace("$", "?")


def _apply(connection: sqlite3.Connection, writes: Sequence[Statement]) -> None:
    for write in writes:
        cursor = connection.execute(_by_place(write.sql), write.args)
        matched = len(cursor.fetchall()) if write.shares else cursor.rowcount
        if write.guard and matched == 0:
            raise Conflict


class SqliteDatabase:
    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = real(path)
        self._reader = connect(path)
        self._writer = connect(path)
        self._writer.execute("PRAGMA busy_timeout=0")
        self._places = Places(self._path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def fetch_one(self, sql: str, *args: Any) -> Row | None:
        try:
            row: Row | None = self._reader.execute(_by_place(sql), args).fetchone()
        except sqlite3.Error as error:
            raise self._translated(error) from error
        return row

    async def fetch_all(self, sql: str, *args: Any) -> Sequence[Row]:
        try:
            return self._reader.execute(_by_place(sql), args).fetchall()
        except sqlite3.Error as error:
            raise self._translated(error) from error

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        await self._submit(lambda connection: _apply(connection, writes))

    async def commit_now(self, sql: str, *args: Any) -> Row | None:
        row: Row | None = await self._submit(lambda connection: connection.execute(_by_place(sql), args).fetchone())
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
            self._answer(jobs, self._commit(jobs))

    def _commit(self, jobs: list[_Job]) -> list[Any]:
        """The answer to each job. Whatever goes wrong, this thread must survive: every write waits for it."""
        try:
            self._begin()
            answers = [self._attempt(work) for work, _, _ in jobs]
            self._writer.execute("COMMIT")
            if complaint := self._places.complaint():
                return [Unavailable(complaint)] * len(jobs)
        except sqlite3.Error as error:
            self._roll_back()
            return [Unavailable(sentence(self._path, error))] * len(jobs)
        except Exception as error:  # noqa: BLE001 - noted
            self._roll_back()
            failures.note("write to SQLite")
            return [error] * len(jobs)
        return answers

    def _answer(self, jobs: list[_Job], answers: list[Any]) -> None:
        for (_, future, loop), answer in zip(jobs, answers, strict=True):
            with suppress(RuntimeError):  # nobody waits any more: the loop is closed
                loop.call_soon_threadsafe(_settle, future, answer)

    def _begin(self) -> None:
        """Takes the write lock. SQLite's own wait retries ever less often, and never gets it beside a server that writes all the time."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(ASK_AGAIN_SECONDS)
            else:
                return

    def _roll_back(self) -> None:
        # On a failing disk the rollback may fail too; the next BEGIN reports that again.
        with suppress(sqlite3.Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def _attempt(self, work: _Work) -> Any:
        """The job's result, or its exception after its own writes were undone; those of other jobs are kept."""
        self._writer.execute("SAVEPOINT job")
        try:
            answer = work(self._writer)
        except Exception as error:
            if not self._writer.in_transaction:  # SQLite itself rolled the transaction back: disk full, I/O error
                raise
            self._writer.execute("ROLLBACK TO job")
            answer = self._translated(error)
        self._writer.execute("RELEASE job")
        return answer

    def _translated(self, error: Exception) -> Exception:
        if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in _SOMEBODY_WAS_FASTER:
            return Conflict(str(error))
        # A damaged file raises DatabaseError itself, not a subclass.
        if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
            return Unavailable(sentence(self._path, error))
        return error


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
