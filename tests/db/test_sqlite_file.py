"""The file of an SQLite database: who may open it, with which mode, and what is noticed when its names change hands."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from handfast.db import sqlite_file
from handfast.db.database import Statement, Unavailable
from handfast.db.opening import migrate
from handfast.db.sqlite import SqliteDatabase
from tests.support.blocking import blocking
from tests.support.figures import failures

PUT = "INSERT INTO server_state (name, value) VALUES ($1, '')"
# What `handfast doctor` or a documented backup does: open, read, close.
LOOK = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
print(database.execute("SELECT count(*) FROM server_state").fetchone()[0])
database.close()
"""


def look(path: Path) -> int:
    """What another process reads in the file."""
    return int(subprocess.run([sys.executable, "-c", LOOK, path], check=True, capture_output=True, text=True, timeout=30).stdout)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def take_away(path: Path, *, replace: bool) -> None:
    kept = path.rename(f"{path}.kept")
    if replace:
        path.write_bytes(kept.read_bytes())


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    await migrate(f"sqlite:///{tmp_path / 'handfast.db'}")
    return tmp_path / "handfast.db"


async def test_another_program_that_opens_and_closes_the_file_leaves_the_journal_where_it_is(path: Path) -> None:
    database = SqliteDatabase(path)
    await database.execute_batch([Statement(PUT, ("before",))])
    journal = path.with_name("handfast.db-wal").stat().st_ino

    assert look(path) == 1
    await database.execute_batch([Statement(PUT, ("after",))])

    assert path.with_name("handfast.db-wal").stat().st_ino == journal
    assert look(path) == 2
    await database.close()


async def test_a_second_connection_of_the_process_takes_no_lock_away_from_the_first(path: Path) -> None:
    database = SqliteDatabase(path)
    sqlite_file.connect(path).close()

    assert look(path) == 0
    await database.execute_batch([Statement(PUT, ("after",))])

    assert look(path) == 1
    await database.close()


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_the_file_and_its_journal_are_readable_by_their_owner_only(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        connection = sqlite_file.connect(tmp_path / "handfast.db")
        connection.execute("CREATE TABLE t (x)")
        assert {file.name: mode(file) for file in tmp_path.iterdir()} == {
            "handfast.db": 0o600,
            "handfast.db-wal": 0o600,
            "handfast.db-shm": 0o600,
        }
        connection.close()
    finally:
        os.umask(before)


def test_behind_a_link_the_file_itself_is_made_with_that_mode(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "handfast.db").symlink_to(tmp_path / "elsewhere" / "real.db")

    sqlite_file.connect(tmp_path / "handfast.db").close()

    assert mode(tmp_path / "elsewhere" / "real.db") == 0o600


def test_a_mode_that_the_operator_chose_stays(tmp_path: Path) -> None:
    path = tmp_path / "handfast.db"
    sqlite_file.connect(path).close()
    path.chmod(0o640)

    sqlite_file.connect(path).close()

    assert mode(path) == 0o640


def test_many_threads_that_make_the_file_together_all_hold_their_locks(tmp_path: Path) -> None:
    path = tmp_path / "handfast.db"
    connections: list[sqlite3.Connection] = []
    threads = [threading.Thread(target=lambda: connections.append(sqlite_file.connect(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(connections) == 8
    connections[0].execute("CREATE TABLE server_state (name TEXT)")

    assert look(path) == 0

    assert path.with_name("handfast.db-wal").exists()
    for connection in connections:
        connection.close()


@pytest.mark.parametrize("suffix", ["", "-wal"])
@pytest.mark.parametrize("action", ["deleted", "replaced"])
async def test_a_file_that_is_taken_away_under_the_server_is_no_place_to_acknowledge_anything(path: Path, suffix: str, action: str) -> None:
    database = SqliteDatabase(path)
    await database.execute_batch([Statement(PUT, ("before",))])
    take_away(Path(f"{path}{suffix}"), replace=action == "replaced")

    with pytest.raises(Unavailable, match="moved, replaced or deleted"):
        await database.execute_batch([Statement(PUT, ("lost",))])

    await database.close()


async def test_a_file_with_two_names_is_refused_since_each_name_would_have_a_journal_of_its_own(path: Path) -> None:
    path.with_name("second.db").hardlink_to(path)

    with pytest.raises(Unavailable, match="2 names"):
        SqliteDatabase(path)


def test_a_file_system_without_shared_memory_is_refused(tmp_path: Path) -> None:
    uri = f"file:{tmp_path / 'handfast.db'}?vfs=unix-dotfile"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)

    with pytest.raises(Unavailable, match="local disk"):
        sqlite_file.configure(connection, tmp_path / "handfast.db")

    connection.close()


async def test_a_bug_while_writing_is_answered_and_counted_and_ends_no_later_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, before = SqliteDatabase(path), failures("write to SQLite")
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file.Places, "complaint", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await database.execute_batch([Statement(PUT, ("one",))])
    assert failures("write to SQLite") == before + 1

    await database.execute_batch([Statement(PUT, ("two",))])

    await database.close()


async def test_a_writer_whose_asker_is_gone_writes_for_the_next(path: Path) -> None:
    database = SqliteDatabase(path)

    async def ask_and_leave() -> None:
        writing = asyncio.ensure_future(database.execute_batch([Statement(PUT, ("left",))]))
        await asyncio.sleep(0)
        del writing

    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        blocking(ask_and_leave())
    await database.execute_batch([Statement(PUT, ("stayed",))])

    await database.close()
