"""SQLite: one writer thread that lets waiting batches share a commit; point reads in the event loop (10 µs each), others in threads."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from handfast import failures
from handfast.db.database import Conflict, OverQuota, Statement, Unavailable
from handfast.db.query import Query
from handfast.db.sqlite_file import BUSY_SECONDS, Places, connect, real
from handfast.db.sqlite_trouble import sentence

# Batches that wait together share one fsync. Beyond 16 this gains nothing more, and the first batch waits for the last.
SHARED_COMMIT = 16
ASK_AGAIN_SECONDS = 0.001
INTERRUPT_AGAIN_SECONDS = 0.02
# A second one, so that a short list does not wait for a long report.
BULK_READERS = 2
_SOMEBODY_WAS_FASTER = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)

_STOPPING = "the server is stopping"

T = TypeVar("T")
V = TypeVar("V")
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


def _one(connection: sqlite3.Connection, query: Query[T]) -> T | None:
    cursor = connection.execute(_by_place(query.sql), query.args)
    row = cursor.fetchone()
    return _reader(query, cursor)(*row) if row else None


def _all(connection: sqlite3.Connection, query: Query[T]) -> list[T]:
    cursor = connection.execute(_by_place(query.sql), query.args)
    rows = cursor.fetchall()
    read = _reader(query, cursor)
    return [read(*row) for row in rows]


def _reader(query: Query[T], cursor: sqlite3.Cursor) -> Callable[..., T]:
    return query.reader([column[0] for column in cursor.description])


class SqliteDatabase:
    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = real(path)
        self._reader = connect(path)
        self._writer = connect(path)
        self._writer.execute("PRAGMA busy_timeout=0")
        self._bulk = ThreadPoolExecutor(BULK_READERS, thread_name_prefix="sqlite-bulk")
        self._bulk_readers = [connect(path) for _ in range(BULK_READERS)]
        self._idle_bulk_readers = [*self._bulk_readers]
        self._is_closing = False
        self._places = Places(self._path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def fetch_one(self, query: Query[T]) -> T | None:
        return await self._read(_one, query)

    async def fetch_all(self, query: Query[T]) -> list[T]:
        return await self._read(_all, query)

    async def _read(self, read: Callable[[sqlite3.Connection, Query[T]], V], query: Query[T]) -> V:
        try:
            if query.bulk:
                return await asyncio.get_running_loop().run_in_executor(self._bulk, self._read_in_bulk, read, query)
            return read(self._reader, query)
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def _read_in_bulk(self, read: Callable[[sqlite3.Connection, Query[T]], V], query: Query[T]) -> V:
        if self._is_closing:
            raise Unavailable(_STOPPING)
        connection = self._idle_bulk_readers.pop()  # there are as many as threads
        try:
            return read(connection, query)
        finally:
            self._idle_bulk_readers.append(connection)

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        await self._submit(lambda connection: _apply(connection, writes))

    async def commit_now(self, query: Query[T]) -> T | None:
        row: T | None = await self._submit(lambda connection: _one(connection, query))
        return row

    async def close(self) -> None:
        """What was asked for is still written; what is being read in bulk is ended, and `Unavailable` for who waits for it."""
        await self._end_bulk_reads()
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        for connection in (self._reader, self._writer, *self._bulk_readers):
            connection.close()

    async def _end_bulk_reads(self) -> None:
        self._is_closing = True
        ended = asyncio.get_running_loop().run_in_executor(None, self._bulk.shutdown)
        while not ended.done():
            for connection in self._bulk_readers:
                connection.interrupt()  # of no effect on one that is just about to begin, hence again and again
            await asyncio.wait([ended], timeout=INTERRUPT_AGAIN_SECONDS)

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
        for loop in {loop for _, _, loop in jobs}:
            settled = [(future, answer) for (_, future, of), answer in zip(jobs, answers, strict=True) if of is loop]
            with suppress(RuntimeError):  # nobody waits any more: the loop is closed
                loop.call_soon_threadsafe(_settle, settled)

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
        if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
            return OverQuota(str(error).rpartition(" ")[2])  # no other trigger refuses anything
        if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in _SOMEBODY_WAS_FASTER:
            return Conflict(str(error))
        if self._is_closing and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return Unavailable(_STOPPING)
        # A damaged file raises DatabaseError itself, not a subclass.
        if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
            return Unavailable(sentence(self._path, error))
        return error


def _settle(answered: Sequence[tuple["asyncio.Future[Any]", Any]]) -> None:
    for future, answer in answered:
        if future.done():
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
