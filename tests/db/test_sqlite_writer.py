"""SQLite's one writer: which batches share a commit, who is told what when one of them fails, and how long it waits for others."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from handfast.db import sqlite, sqlite_file
from handfast.db.database import Statement
from handfast.db.sqlite import ASK_AGAIN_SECONDS, SHARED_COMMIT, SqliteDatabase
from handfast.db.sqlite_file import BUSY_SECONDS
from tests.support.rows import commit_row, fetch_row, fetch_rows

T = TypeVar("T")

PUT = "INSERT INTO server_state (name, value) VALUES ($1, '')"
# Nobody sees before the commit that there is no such person.
ORPHAN = [
    Statement("PRAGMA defer_foreign_keys=ON"),
    Statement("INSERT INTO personal_codes (user_id, tenant_id, code_hash, sealed, created_at) VALUES ('nobody', 'none', 'x', 'x', 1)"),
]


def put(name: object) -> Statement:
    return Statement(PUT, (name,))


class Slow:
    """A name that SQLite asks for in the writer's thread, and gets when it is let go on."""

    def __init__(self, name: str) -> None:
        self.name, self.is_asked, self.may_go_on = name, threading.Event(), threading.Event()

    def __conform__(self, _protocol: object) -> str:
        self.is_asked.set()
        self.may_go_on.wait(5)
        return self.name


@asynccontextmanager
async def while_it_writes(database: SqliteDatabase, name: str = "first") -> AsyncIterator[None]:
    """What is asked for in here waits together, behind a batch that is being written."""
    slow = Slow(name)
    writing = asyncio.create_task(database.execute_batch([put(slow)]))
    try:
        assert await asyncio.to_thread(slow.is_asked.wait, 5)
        yield
        await asyncio.sleep(0)  # then all that was begun is in the queue
    finally:
        slow.may_go_on.set()
    await within(writing)


async def within(answer: Awaitable[T]) -> T:
    """A writer that has died would let us wait for ever."""
    return await asyncio.wait_for(answer, 5)


async def told(*asked: Awaitable[object]) -> list[str]:
    answers = await within(asyncio.gather(*asked, return_exceptions=True))
    return [f"{type(answer).__name__}: {answer}" if isinstance(answer, Exception) else "kept" for answer in answers]


def names(path: Path) -> list[str]:
    """What another program reads in the file."""
    with closing(sqlite3.connect(path)) as other:
        return [name for (name,) in other.execute("SELECT name FROM server_state ORDER BY rowid")]


def take_away(path: Path) -> None:
    path.rename(f"{path}.kept")


def damage(path: Path) -> None:
    """The page of `server_state` is overwritten, as a bad disk does it."""
    with closing(sqlite3.connect(path)) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'server_state'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "handfast.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(path)
    yield database
    await within(database.close())


def begin(*asked: Awaitable[T]) -> list["asyncio.Future[T]"]:
    return [asyncio.ensure_future(one) for one in asked]


# --- sharing a commit ---


async def test_the_seventeenth_has_a_commit_of_its_own(path: Path, database: SqliteDatabase) -> None:
    several = [f"{number:02}" for number in range(SHARED_COMMIT)]
    async with while_it_writes(database):
        asked = begin(*(database.execute_batch([put(name)]) for name in several), database.execute_batch(ORPHAN))
    assert await told(*asked) == ["kept"] * SHARED_COMMIT + [f"Unavailable: {path}: FOREIGN KEY constraint failed"]
    assert names(path) == ["first", *several]


async def test_sixteen_share_a_commit_and_how_it_ends(path: Path, database: SqliteDatabase) -> None:
    several = [f"{number:02}" for number in range(SHARED_COMMIT - 1)]
    async with while_it_writes(database):
        asked = begin(*(database.execute_batch([put(name)]) for name in several), database.execute_batch(ORPHAN))
    assert await told(*asked) == [f"Unavailable: {path}: FOREIGN KEY constraint failed"] * SHARED_COMMIT
    await within(database.execute_batch([put("afterwards")]))
    assert names(path) == ["first", "afterwards"]


async def test_each_of_a_commit_is_told_what_became_of_its_own_and_no_other(path: Path, database: SqliteDatabase) -> None:
    async with while_it_writes(database):
        asked = begin(
            database.execute_batch([put("a"), put("b")]),
            database.execute_batch([put("lost"), put("a")]),
            database.execute_batch([put("lost"), Statement("UPDATE server_state SET value = 'x' WHERE name = 'none'", guard=True)]),
            database.execute_batch([put("lost"), Statement("INSERT INTO server_state (name, value) VALUES ('c', NULL)")]),
            database.execute_batch([put("lost"), Statement("DELETE FROM nowhere")]),
            database.execute_batch([put("lost"), put(["no text"])]),
            database.execute_batch([put("c")]),
        )
        row = asyncio.create_task(commit_row(database, f"{PUT} RETURNING name", "d"))
    assert await told(*asked) == [
        "kept",
        "Conflict: UNIQUE constraint failed: server_state.name",
        "Conflict: ",
        "IntegrityError: NOT NULL constraint failed: server_state.value",
        f"Unavailable: {path}: no such table: nowhere",
        "ProgrammingError: Error binding parameter 1: type 'list' is not supported",
        "kept",
    ]
    written = await within(row)
    assert written is not None
    assert written["name"] == "d"
    assert names(path) == ["first", "a", "b", "c", "d"]


@pytest.mark.parametrize("cause", ["given up", "no room"])
async def test_where_sqlite_gives_up_the_whole_commit_all_of_it_is_told(path: Path, database: SqliteDatabase, cause: str) -> None:
    if cause == "given up":
        write, expected = (
            Statement("INSERT OR ROLLBACK INTO server_state (name, value) VALUES ('first', '')"),
            "UNIQUE constraint failed",
        )
    else:
        write, expected = (
            Statement("INSERT INTO server_state (name, value) VALUES ('big', hex(zeroblob(1000000)))"),
            f"the disk that holds {path} is full: free some space",
        )
        await commit_row(database, "PRAGMA max_page_count=1")  # no more than there are
    async with while_it_writes(database):
        asked = begin(database.execute_batch([put("before")]), database.execute_batch([write]), database.execute_batch([put("after")]))
    answers = await told(*asked)
    assert answers == [answers[0]] * 3
    assert answers[0].startswith("Unavailable: ")
    assert expected in answers[0]
    await within(database.execute_batch([put("later")]))
    assert names(path) == ["first", "later"]


async def test_a_file_taken_away_is_told_to_all_of_a_commit(path: Path, database: SqliteDatabase) -> None:
    async with while_it_writes(database):
        asked = begin(database.execute_batch([put("a")]), database.execute_batch([put("b")]))
        await asyncio.sleep(0)
    assert await told(*asked) == ["kept", "kept"]
    take_away(path)
    gone = (
        f"Unavailable: {path} or its journal (handfast.db-wal) was moved, replaced or deleted while the server ran: "
        "stop the server, put back what was there or restore a backup, and start it again"
    )
    assert await told(database.execute_batch([put("c")]), database.execute_batch([put("d")])) == [gone] * 2


async def test_a_bug_is_told_to_all_of_a_commit_and_ends_no_later_one(
    path: Path, database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file.Places, "complaint", lambda _: 1 / 0)
        assert (
            await told(database.execute_batch([put("a")]), database.execute_batch([put("b")]))
            == ["ZeroDivisionError: division by zero"] * 2
        )
    assert await told(database.execute_batch([put("c")])) == ["kept"]
    assert "c" in names(path)


# --- a disk that fails ---


async def test_damage_is_told_to_who_reads_and_who_writes_there_and_to_nobody_else(path: Path) -> None:
    damage(path)
    database = SqliteDatabase(path)
    damaged = f"Unavailable: {path} is damaged: restore a backup (docs/operate/backup.md)"
    look = "SELECT value FROM server_state"
    tenant = Statement("INSERT INTO tenants (id, name, created_at) VALUES ('one', 'Fireflow', 1)")
    for asked in (fetch_row(database, look), fetch_rows(database, look), commit_row(database, look), database.execute_batch([put("one")])):
        assert await told(asked) == [damaged]
    assert await told(database.execute_batch([tenant])) == ["kept"]
    assert [row["id"] for row in await fetch_rows(database, "SELECT id FROM tenants")] == ["one"]
    await within(database.close())


async def test_where_even_undoing_fails_the_next_ones_are_told_until_it_works_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: set[str] = set()

    def failing(path: Path) -> sqlite3.Connection:
        """SQLite asks before each statement whether it may; what may not be is an error, as of a disk."""

        def may(what: int, word: str | None, *_: object) -> int:
            return sqlite3.SQLITE_DENY if what == sqlite3.SQLITE_TRANSACTION and word in refused else sqlite3.SQLITE_OK

        connection = sqlite_file.connect(path)
        connection.set_authorizer(may)
        return connection

    monkeypatch.setattr(sqlite, "connect", failing)
    database = SqliteDatabase(path)
    refused |= {"COMMIT", "ROLLBACK"}
    assert await told(database.execute_batch([put("a")])) == [f"Unavailable: {path}: not authorized"]
    again = f"Unavailable: {path}: cannot start a transaction within a transaction"
    assert await told(database.execute_batch([put("b")])) == [again]
    refused.clear()
    assert await told(database.execute_batch([put("c")])) == [again]
    assert await told(database.execute_batch([put("d")])) == ["kept"]
    assert names(path) == ["d"]
    await within(database.close())


# --- another program ---


class Waiting:
    """A clock of whole seconds: one has gone by whenever the writer asks again."""

    def __init__(self, then: Callable[[int], Any]) -> None:
        self.waits: list[float] = []
        self._then = then

    def monotonic(self) -> float:
        return float(len(self.waits))

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        assert len(self.waits) < 20, "it waits for ever"
        self._then(len(self.waits))


async def test_a_program_that_writes_is_waited_for(path: Path, database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute(PUT, ("theirs",))
        waiting = Waiting(lambda second: second == 3 and other.execute("COMMIT"))
        monkeypatch.setattr(sqlite, "time", waiting)
        assert await told(database.execute_batch([put("ours")])) == ["kept"]
    assert waiting.waits == [ASK_AGAIN_SECONDS] * 3
    assert names(path) == ["theirs", "ours"]


async def test_after_five_seconds_all_who_wait_are_told_why(path: Path, database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with while_it_writes(database):
            asked = begin(database.execute_batch([put("a")]), database.execute_batch([put("b")]))
            await asyncio.sleep(0)
        assert await told(*asked) == ["kept", "kept"]
        other.execute("BEGIN IMMEDIATE")
        waiting = Waiting(lambda _: None)
        monkeypatch.setattr(sqlite, "time", waiting)
        assert await told(database.execute_batch([put("c")])) == [
            f"Unavailable: another program has kept {path} locked for more than five seconds"
        ]
        assert waiting.waits == [ASK_AGAIN_SECONDS] * (BUSY_SECONDS + 1)
        other.execute("ROLLBACK")
    assert await told(database.execute_batch([put("d")])) == ["kept"]
    assert names(path) == ["first", "a", "b", "d"]


# --- its life ---


async def test_what_was_asked_for_before_the_end_is_still_written(path: Path) -> None:
    database = SqliteDatabase(path)
    async with while_it_writes(database):
        asked = begin(database.execute_batch([put("second")]), database.execute_batch([put("third")]))
        await asyncio.sleep(0)
        closing_down = asyncio.create_task(database.close())
    assert await told(*asked, closing_down) == ["kept"] * 3
    assert names(path) == ["first", "second", "third"]
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        await fetch_row(database, "SELECT 1")


async def test_the_writer_has_a_name_and_keeps_no_program_from_ending(path: Path) -> None:
    before = set(threading.enumerate())
    database = SqliteDatabase(path)
    (writer,) = set(threading.enumerate()) - before
    assert (writer.name, writer.daemon) == ("sqlite-writer", True)
    await within(database.close())
    assert not writer.is_alive()
