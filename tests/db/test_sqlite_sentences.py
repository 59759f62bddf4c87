"""What an operator reads when SQLite cannot use a file: one sentence, with the command that helps."""

import os
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from handfast.db.sqlite_trouble import file_trouble, is_damage, is_missing, sentence
from tests.support.users import as_nobody, folder_for_all


def failed(code: int, words: str = "SQLite's own words") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.fixture
def path() -> Iterator[Path]:
    with folder_for_all() as outer:
        folder = outer / "a folder"
        folder.mkdir(mode=0o700)
        path = folder / "handfast.db"
        path.touch(0o600)
        yield path


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            sqlite3.SQLITE_NOTADB,
            (
                "{path} is not an SQLite database, or its beginning is damaged: restore a backup (docs/operate/backup.md), "
                "or, if it never was a database of Handfast, name another file in HANDFAST_DATABASE_URL"
            ),
        ),
        (sqlite3.SQLITE_CORRUPT, "{path} is damaged: restore a backup (docs/operate/backup.md)"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "{path} is damaged: restore a backup (docs/operate/backup.md)"),
        (sqlite3.SQLITE_FULL, "the disk that holds {path} is full: free some space"),
        (sqlite3.SQLITE_BUSY, "another program has kept {path} locked for more than five seconds"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another program has kept {path} locked for more than five seconds"),
        (sqlite3.SQLITE_CANTOPEN, "{path}: SQLite's own words"),
        (sqlite3.SQLITE_IOERR, "{path}: SQLite's own words"),
    ],
)
def test_an_error_of_sqlite_is_told_in_words(path: Path, code: int, expected: str) -> None:
    assert sentence(path, failed(code)) == expected.format(path=path)


def test_an_error_that_is_not_of_sqlite_keeps_its_words(path: Path) -> None:
    assert sentence(path, OSError("the disk is gone")) == f"{path}: the disk is gone"


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CANTOPEN_ISDIR])
def test_a_file_that_is_not_there_is_named(path: Path, code: int) -> None:
    missing = path.with_name("none.db")
    assert sentence(missing, failed(code)) == f"there is no database at {missing}"
    assert sentence(missing, failed(sqlite3.SQLITE_IOERR)) == f"{missing}: SQLite's own words"


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", ".lock"])
def test_the_files_beside_it_are_looked_at_first(path: Path, suffix: str) -> None:
    path.unlink()
    Path(f"{path}{suffix}").mkdir()
    assert sentence(path, failed(sqlite3.SQLITE_CORRUPT)) == f"{path}{suffix} is a folder, not a file"


@pytest.mark.parametrize(
    ("error", "damaged"),
    [
        (failed(sqlite3.SQLITE_NOTADB), True),
        (failed(sqlite3.SQLITE_CORRUPT), True),
        (failed(sqlite3.SQLITE_CORRUPT_VTAB), True),
        (failed(sqlite3.SQLITE_FULL), False),
        (failed(sqlite3.SQLITE_BUSY), False),
        (OSError("no"), False),
        (None, False),
    ],
)
def test_only_the_content_of_a_file_is_damage(error: BaseException | None, damaged: bool) -> None:
    assert is_damage(error) is damaged


def test_a_file_in_order_is_no_trouble_whether_it_is_there_or_not(path: Path) -> None:
    assert file_trouble(path) is None
    assert file_trouble(path.with_name("new.db")) is None
    assert file_trouble(path.parent / "new" / "folder" / "new.db") is None


def test_what_stands_where_a_folder_should_be_is_named(path: Path) -> None:
    assert file_trouble(path / "x" / "handfast.db") == f"{path} is not a folder: name another data folder or database"


def test_a_link_to_nothing_is_not_a_folder(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to("/nowhere")
    assert file_trouble(link / "handfast.db") == f"{link} is not a folder: name another data folder or database"


@pytest.mark.parametrize("mode", [0o400, 0o200, 0o000])
def test_a_file_of_ones_own_that_cannot_be_used(path: Path, mode: int) -> None:
    path.chmod(mode)
    with as_nobody(path, path.parent) as user:
        assert file_trouble(path) == f"{user} may not read and write {path}; run: chmod 600 '{path}'"
        reading = None if mode == 0o400 else f"{user} may not read {path}; run: chmod 600 '{path}'"
        assert file_trouble(path, need_write=False) == reading


def test_a_file_of_somebody_else_names_both_ways_out(path: Path) -> None:
    theirs = path if os.geteuid() == 0 else Path("/etc/shadow")
    with as_nobody(path.parent) as user:
        assert file_trouble(theirs, need_write=False) == (
            f"{user} may not read {theirs}, which belongs to root: run this as root (sudo -u root), "
            f"or, only if it should belong to {user}, run: sudo chown {user}: {shlex.quote(str(theirs))}"
        )


@pytest.mark.parametrize(
    ("mode", "need_write", "expected"),
    [
        (0o500, True, "{user} may not write into {folder}; run: chmod u+rwx '{folder}'"),
        (0o500, False, None),
        (0o600, True, "{user} may not enter {folder}; run: chmod u+rwx '{folder}'"),
        (0o600, False, "{user} may not enter {folder}; run: chmod u+rwx '{folder}'"),
    ],
)
def test_a_folder_of_ones_own_that_cannot_be_used(path: Path, mode: int, need_write: bool, expected: str | None) -> None:
    with as_nobody(path, path.parent) as user:
        path.parent.chmod(mode)
        told = expected and expected.format(user=user, folder=path.parent)
        assert file_trouble(path, need_write=need_write) == told


def test_a_folder_that_may_not_be_made_names_the_command_that_makes_it(path: Path) -> None:
    outer = path.parent.parent if os.geteuid() == 0 else Path("/etc")
    folder = outer / "hand fast" / "data"
    with as_nobody() as user:
        assert file_trouble(folder / "handfast.db") == f"{user} may not create {folder}; run: sudo install -d -o {user} -m 700 '{folder}'"


def test_a_disk_that_is_mounted_read_only_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY | os.ST_NOSUID))
    with as_nobody(path, path.parent):
        path.parent.chmod(0o500)
        assert file_trouble(path) == (
            f"{path.parent} is read-only for this process: mount it for writing, name another folder, or, under systemd with "
            "ProtectSystem=strict, allow it with ReadWritePaths= in the unit"
        )


def test_what_cannot_even_be_looked_at_is_said_with_the_reason(path: Path) -> None:
    name = path.with_name("x" * 300)
    assert file_trouble(name) == f"{name} cannot be examined (File name too long)"
    assert not is_missing(name)


def test_a_user_without_a_name_is_called_by_number(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_nobody(path, path.parent):
        monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
        path.chmod(0o000)
        assert file_trouble(path) == f"{os.geteuid()} may not read and write {path}; run: chmod 600 '{path}'"
