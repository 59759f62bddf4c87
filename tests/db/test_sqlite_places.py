"""How the file of an SQLite database is made, opened to work and opened to look, and what is said when it cannot be."""

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handfast.db import disks, sqlite_file
from handfast.db.database import Unavailable
from handfast.db.sqlite_copy import NoCopy, check, clear_drafts, set_aside
from handfast.db.sqlite_examination import examine_sqlite
from handfast.db.sqlite_file import Places, connect, connect_to_inspect
from tests.support.users import as_nobody, folder_for_all

NOT_SQLITE = (
    "{path} is not an SQLite database, or its beginning is damaged: restore a backup (docs/operate/backup.md), or, if it never was "
    "a database of Handfast, name another file in HANDFAST_DATABASE_URL"
)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as refused:
        action()
    return str(refused.value)


@pytest.fixture
def path() -> Iterator[Path]:
    """Where a database will be."""
    with folder_for_all() as folder:
        yield folder / "handfast.db"


def make(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


# --- to work ---


def test_the_folders_are_made_and_the_last_is_its_owners_only(path: Path) -> None:
    folder = path.parent / "data" / "of handfast"
    before = os.umask(0o022)
    try:
        connect(folder / "handfast.db").close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_executed_is_kept_without_a_word_more(path: Path) -> None:
    with closing(connect(path)) as one, closing(connect(path)) as other:
        one.execute("CREATE TABLE t (x)")
        one.execute("INSERT INTO t VALUES (1)")
        assert [row["x"] for row in other.execute("SELECT x FROM t")] == [1]


@pytest.mark.parametrize("opened", [connect, connect_to_inspect])
def test_another_program_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[[Path], sqlite3.Connection]) -> None:
    make(path, "CREATE TABLE t (x)")
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 2)
    with closing(opened(path)) as connection:
        assert tuple(connection.execute("PRAGMA busy_timeout").fetchone()) == (2000,)


def test_text_is_refused_in_words(path: Path) -> None:
    path.write_text("Dear diary, " * 1_000)
    for opened in (connect, connect_to_inspect):
        assert refusal(lambda opened=opened: opened(path)) == NOT_SQLITE.format(path=path)  # type: ignore[misc]


def test_a_disk_that_shares_no_memory_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = sqlite3.connect

    def without_shared_memory(name: Path, **options: Any) -> sqlite3.Connection:
        return ordinary(f"file:{name}?vfs=unix-dotfile", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", without_shared_memory)
    assert refusal(lambda: connect(path)) == (
        f"SQLite cannot keep a write-ahead log in {path.parent} (it answers 'delete'): put the data folder on a local disk"
    )


@pytest.mark.parametrize("kind", ["nfs4", "virtiofs"])
def test_a_disk_of_another_machine_is_refused_and_one_of_the_host_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    make(path, "CREATE TABLE t (x)")
    mounts = path.with_name("mountinfo")
    mounts.write_text(f"40 27 0:35 / {path.parent} rw - {kind} there rw\n")
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    if kind == "virtiofs":
        assert examine_sqlite(path).shared_disk == "virtiofs"
    else:
        for action in (connect, examine_sqlite):
            assert refusal(lambda action=action: action(path)) == (  # type: ignore[misc]
                f"{path.parent} is on a network file system (nfs4), where SQLite's locks cannot be trusted: "
                "put the data folder on a local disk, or use PostgreSQL"
            )


# --- to look ---


@pytest.mark.parametrize("kind", ["at rest", "with a journal", "with two names"])
def test_who_only_looks_cannot_write(path: Path, kind: str) -> None:
    make(path, "CREATE TABLE t (x)")
    if kind == "with a journal":
        make(path, "PRAGMA journal_mode=WAL")
        Path(f"{path}-wal").touch()
    elif kind == "with two names":
        path.with_name("second.db").hardlink_to(path)
    with closing(connect_to_inspect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("INSERT INTO t VALUES (1)")


def test_who_looks_for_a_file_that_is_not_there_makes_none(path: Path) -> None:
    assert refusal(lambda: connect_to_inspect(path)) == f"there is no database at {path}"
    assert list(path.parent.iterdir()) == []


def test_a_database_at_work_can_be_looked_at_under_its_only_name(path: Path) -> None:
    with closing(connect(path)) as server:
        server.execute("CREATE TABLE t (x)")
        server.execute("INSERT INTO t VALUES (1)")
        with closing(connect_to_inspect(path)) as connection:
            assert connection.execute("SELECT x FROM t").fetchone() == (1,)


def test_what_keeps_a_server_from_writing_counts_only_where_one_is_to_work(path: Path) -> None:
    """The file can be read, and is text; the journal beside it can only be read."""
    path.write_text("Dear diary, " * 1_000)
    journal = Path(f"{path}-wal")
    journal.touch()
    journal.chmod(0o400)
    with as_nobody(path.parent, path, journal) as user:
        not_ours = f"{user} may not read and write {journal}; run: chmod 600 {journal}"
        assert refusal(lambda: connect_to_inspect(path)) == NOT_SQLITE.format(path=path)
        assert refusal(lambda: connect_to_inspect(path, need_write=True)) == not_ours
        assert refusal(lambda: examine_sqlite(path)) == not_ours


# --- what a look inside brings to light ---


def test_tables_that_are_not_as_ours_are_told_with_the_file(path: Path) -> None:
    make(path, "CREATE TABLE alembic_version (x)")
    assert refusal(lambda: examine_sqlite(path)) == f"{path}: no such column: version_num"


def test_damage_that_takes_one_line_is_told(path: Path) -> None:
    make(
        path,
        "CREATE TABLE t (x)",
        "INSERT INTO t VALUES (NULL)",
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE t (x NOT NULL)'",
    )
    assert examine_sqlite(path).damage == "NULL value in t.x"
    with pytest.raises(NoCopy, match=f"^{path} is damaged: NULL value in t.x$"):
        check(path)


def test_a_copy_that_cannot_be_checked_to_its_end_is_none(path: Path) -> None:
    """Its index needs a function that only the program has which made it."""
    with closing(sqlite3.connect(path)) as other, other:
        other.create_function("theirs", 1, lambda value: value, deterministic=True)
        other.execute("CREATE TABLE t (x)")
        other.execute("CREATE INDEX i ON t (theirs(x))")
        other.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(NoCopy, match=re.escape(f"{path} is not a complete SQLite database (unknown function: theirs())")):
        check(path)


def test_a_draft_that_somebody_else_cleared_away_is_cleared_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    glob = Path.glob

    def taken_when_found(folder: Path, pattern: str) -> Iterator[Path]:
        for found in list(glob(folder, pattern)):
            found.unlink()
            yield found

    monkeypatch.setattr(Path, "glob", taken_when_found)
    path.with_name(".handfast.db.x.part").touch()
    clear_drafts(path)
    assert list(path.parent.iterdir()) == []


def test_nothing_is_set_aside_where_nothing_is(path: Path) -> None:
    assert set_aside(path) is None
    assert list(path.parent.iterdir()) == []


# --- while it is open ---


def test_a_file_that_changed_hands_is_told_with_both_names_and_what_to_do(path: Path) -> None:
    with closing(connect(path)) as server:
        server.execute("CREATE TABLE t (x)")
        places = Places(path)
        assert places.complaint() is None
        path.rename(f"{path}.kept")
        assert places.complaint() == (
            f"{path} or its journal (handfast.db-wal) was moved, replaced or deleted while the server ran: "
            "stop the server, put back what was there or restore a backup, and start it again"
        )
        Path(f"{path}.kept").rename(path)
        assert places.complaint() is None
