"""Copies of an SQLite file: whole, private, checked, and never over another file."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handfast.db import disks, sqlite_copy
from handfast.db.database import Unavailable
from handfast.db.sqlite_copy import NoCopy, check, clear_drafts, save, set_aside, take_over
from tests.support.users import as_nobody, folder_for_all

PUT = "INSERT INTO server_state (name, value) VALUES (?, '')"


def put(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(PUT, (name,))


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM server_state ORDER BY name")]


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(NoCopy) as refused:
        action()
    return str(refused.value)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with folder_for_all() as folder:
        yield folder


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "data" / "handfast.db"
    path.parent.mkdir()
    path.write_bytes(sqlite_template.read_bytes())
    put(path, "one")
    return path


# --- save ---


def test_a_copy_is_whole_private_and_one_file(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    with closing(sqlite3.connect(path)) as server, server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute(PUT, ("two",))
        server.commit()

        size = save(path, target)

    assert names(target) == ["one", "two"]
    assert size == target.stat().st_size > 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    # Bytes 18 and 19 of the head: 1 is a file without a write-ahead log.
    assert target.read_bytes()[18:20] == b"\x01\x01"
    assert {file.name for file in tmp_path.iterdir()} == {"data", "saved.db"}


def test_what_is_no_database_of_ours_is_not_saved_and_is_called_by_its_own_name(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE invoices (id INTEGER)")
    assert refusal(lambda: save(other, tmp_path / "saved.db")) == f"{other} is not a database of Handfast"
    assert not (tmp_path / "saved.db").exists()


def test_a_relative_name_is_one_in_the_present_folder(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(path, Path("saved.db"))
    assert names(tmp_path / "saved.db") == ["one"]
    assert refusal(lambda: save(path, Path("saved.db"))) == f"{tmp_path / 'saved.db'} exists already; name another file"


@pytest.mark.parametrize("kind", ["file", "link to nothing"])
def test_nothing_is_written_over(path: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "dear.txt"
    if kind == "file":
        target.write_text("letters")
    else:
        target.symlink_to(tmp_path / "missing")
    assert refusal(lambda: save(path, target)) == f"{target} exists already; name another file"
    assert (target.read_text() if kind == "file" else target.is_symlink()) in ("letters", True)
    assert {file.name for file in tmp_path.iterdir()} == {"data", "dear.txt"}


def test_a_copy_that_is_damaged_gets_no_name(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Path] = []

    def damaged(draft: Path, named: Path) -> None:
        checked.append(draft)
        assert names(draft) == ["one"]
        raise NoCopy(f"{named} is damaged")

    monkeypatch.setattr(sqlite_copy, "check", damaged)
    assert refusal(lambda: save(path, tmp_path / "saved.db")) == f"{path} is damaged"
    assert [draft.parent for draft in checked] == [tmp_path]
    assert {file.name for file in tmp_path.iterdir()} == {"data"}


def test_the_copy_and_then_its_name_are_on_the_disk_before_it_is_told(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, flushed = tmp_path / "saved.db", []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        what = Path(f"/proc/self/fd/{descriptor}").readlink()
        if what == tmp_path or what.suffix == ".part":
            flushed.append((what == tmp_path, target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    save(path, target)
    assert flushed == [(False, False), (True, True)]
    assert not [fd for fd in Path("/proc/self/fd").iterdir() if ".part" in os.path.realpath(fd)]


def fails_with(error: int) -> Callable[[Path, Path], None]:
    def hardlink_to(_: Path, __: Path) -> None:
        raise OSError(error, os.strerror(error))

    return hardlink_to


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK])
def test_on_a_disk_without_second_names_it_is_renamed(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    monkeypatch.setattr(Path, "hardlink_to", fails_with(error))
    save(path, tmp_path / "saved.db")
    assert names(tmp_path / "saved.db") == ["one"]
    assert {file.name for file in tmp_path.iterdir()} == {"data", "saved.db"}


@pytest.mark.parametrize("is_on_such_a_disk", [True, False])
def test_a_name_that_somebody_took_meanwhile_is_left_to_them(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_on_such_a_disk: bool
) -> None:
    target = tmp_path / "saved.db"
    if is_on_such_a_disk:
        monkeypatch.setattr(Path, "hardlink_to", fails_with(errno.EPERM))
    monkeypatch.setattr(sqlite_copy, "check", lambda *_, **__: target.write_text("theirs"))
    assert refusal(lambda: save(path, target)) == f"{target} exists already; name another file"
    assert target.read_text() == "theirs"
    assert {file.name for file in tmp_path.iterdir()} == {"data", "saved.db"}


def test_a_disk_that_is_full_is_named(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", fails_with(errno.ENOSPC))
    target = tmp_path / "saved.db"
    assert refusal(lambda: save(path, target)) == f"{target} cannot be written (No space left on device)"


def test_a_folder_that_is_not_there_is_named(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "no" / "saved.db"
    assert (
        refusal(lambda: save(path, target))
        == f"{target} cannot be written (No such file or directory): check that the folder {target.parent} exists and has room"
    )


def test_where_a_file_stands_for_the_folder_it_is_said(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(lambda: save(path, tmp_path / "file" / "saved.db")) == (
        f"{tmp_path / 'file'} is not a folder: name another data folder or database"
    )


# --- check ---


def test_a_whole_database_of_ours_passes_and_is_not_touched(path: Path) -> None:
    before = path.read_bytes()
    check(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["handfast.db"]


def test_what_is_not_there_is_no_copy(tmp_path: Path) -> None:
    assert refusal(lambda: check(tmp_path / "none.db")) == f"there is no file {tmp_path / 'none.db'}"


def test_a_folder_is_no_copy(tmp_path: Path) -> None:
    assert refusal(lambda: check(tmp_path)) == f"{tmp_path} cannot be read: {tmp_path} is a folder, not a file"


def test_a_read_only_copy_can_be_checked(path: Path) -> None:
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with as_nobody(path, path.parent):
            check(path)
    finally:
        path.parent.chmod(0o700)


def test_a_copy_with_a_second_name_among_other_backups_can_be_checked(path: Path) -> None:
    save(path, path.with_name("today.db"))
    path.with_name("yesterday.db").hardlink_to(path.with_name("today.db"))
    check(path.with_name("today.db"))


def test_a_second_name_of_a_database_that_may_be_in_use_is_no_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        second = path.with_name("second.db")
        second.hardlink_to(path)
        told = refusal(lambda: check(second))
    assert told == f"{second} has 2 names (hard links), and a server may be writing by another one: make a copy of it first"


def test_a_network_drive_is_good_enough_for_copies(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "mountinfo").write_text(f"40 27 0:35 / {share} rw,relatime shared:7 - nfs4 nas:/export rw\n")
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mountinfo")
    save(path, share / "saved.db")
    put(path, "two")
    take_over(share / "saved.db", path)
    assert names(path) == ["one"]


def test_text_is_no_copy(tmp_path: Path) -> None:
    file = tmp_path / "diary.db"
    file.write_text("Dear diary, " * 100)
    assert refusal(lambda: check(file)) == f"{file} is not a complete SQLite database"


def test_a_database_of_another_program_is_no_copy(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    assert refusal(lambda: check(tmp_path / "other.db")) == f"{tmp_path / 'other.db'} is not a database of Handfast"


def test_a_damaged_copy_is_told_with_the_damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE INDEX names ON server_state (value)")
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'names'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    # The page of the index says that it has no entries, while the table has a row.
    content[(page - 1) * size + 3 : (page - 1) * size + 5] = b"\0\0"
    path.write_bytes(content)
    told = refusal(lambda: check(path))
    assert told.startswith(f"{path} is damaged: ")
    assert str(page) in told
    assert "\n" not in told


# --- take_over ---


def test_the_content_of_the_copy_takes_the_place_of_what_was_there(path: Path, tmp_path: Path) -> None:
    save(path, tmp_path / "saved.db")
    put(path, "two")
    (tmp_path / "link.db").symlink_to(path)
    take_over(tmp_path / "saved.db", tmp_path / "link.db")
    assert names(path) == ["one"]
    assert (tmp_path / "link.db").is_symlink()
    assert names(tmp_path / "saved.db") == ["one"]


def test_a_database_that_somebody_writes_stays_as_it_is(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, tmp_path / "saved.db")
    put(path, "two")
    monkeypatch.setattr("handfast.db.sqlite_file.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=f"^another program has kept {path} locked for more than five seconds$"):
            take_over(tmp_path / "saved.db", path)
    assert names(path) == ["one", "two"]


# --- what a restore leaves and sets aside ---


def test_drafts_of_this_file_and_no_other_are_cleared_away(path: Path) -> None:
    folder = path.parent
    for name in (".handfast.db.abc.part", ".handfast.db.abc.part-journal", ".handfast.db.x.part", ".other.db.abc.part", "handfast.db.part"):
        (folder / name).touch()
    clear_drafts(path)
    clear_drafts(path)
    assert {file.name for file in folder.iterdir()} == {"handfast.db", ".other.db.abc.part", "handfast.db.part"}


def test_a_name_with_brackets_is_a_name_and_no_pattern(tmp_path: Path) -> None:
    for name in (".[ab].db.x.part", ".a.db.x.part"):
        (tmp_path / name).touch()
    clear_drafts(tmp_path / "[ab].db")
    assert [file.name for file in tmp_path.iterdir()] == [".a.db.x.part"]


def test_a_damaged_file_gets_the_first_free_name_with_its_journal(path: Path) -> None:
    folder = path.parent
    (folder / "handfast.db-wal").write_text("journal")
    (folder / "handfast.db-shm").write_text("memory")
    (folder / "handfast.db.damaged-1").write_text("of last year")
    (folder / "link.db").symlink_to(path)
    assert set_aside(folder / "link.db") == folder / "handfast.db.damaged-2"
    assert {file.name for file in folder.iterdir()} == {
        "link.db",
        "handfast.db.damaged-1",
        "handfast.db.damaged-2",
        "handfast.db.damaged-2-wal",
        "handfast.db.damaged-2-shm",
    }
    assert (folder / "handfast.db.damaged-2-wal").read_text() == "journal"
    assert (folder / "handfast.db.damaged-1").read_text() == "of last year"
    assert set_aside(path) is None


def test_without_a_journal_the_file_alone_is_set_aside(path: Path) -> None:
    assert set_aside(path) == path.with_name("handfast.db.damaged-1")
    assert [file.name for file in path.parent.iterdir()] == ["handfast.db.damaged-1"]
