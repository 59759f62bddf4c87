"""Who holds the lock of an SQLite file is alone with it, and whoever comes second reads whom to stop."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handfast.db.database import Unavailable
from handfast.db.sqlite_lock import alone


@contextmanager
def held_by(path: Path, holder: bytes) -> Iterator[None]:
    """As another process holds it: the kernel keeps such a lock for an open file, not for a process."""
    file = Path(f"{path}.lock")
    file.write_bytes(holder)
    with file.open("rb") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        yield


def refusal(path: Path) -> str:
    with pytest.raises(Unavailable) as refused, alone(path):
        pytest.fail("two are alone with it")
    return str(refused.value)


def open_locks(folder: Path) -> list[str]:
    """The lock files of this folder that this process has open."""
    names = (os.path.realpath(descriptor) for descriptor in Path("/proc/self/fd").iterdir())
    return [name for name in names if name.startswith(str(folder)) and name.endswith(".lock")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"4711", "4711"),
        (b"", "unknown"),
        (b"\xff4711", "\N{REPLACEMENT CHARACTER}4711"),
        (b"123456789 123456789 123456789", "123456789 123456789 "),
    ],
)
def test_who_comes_second_reads_which_process_to_stop(tmp_path: Path, written: bytes, told: str) -> None:
    path = tmp_path / "handfast.db"
    with held_by(path, written):
        assert refusal(path) == f"{path} is in use by another Handfast (process {told}): stop that one first"
        assert open_locks(tmp_path) == [f"{path}.lock"]  # theirs
    with alone(path):
        assert Path(f"{path}.lock").read_text() == str(os.getpid())
    assert open_locks(tmp_path) == []


def test_who_holds_it_may_ask_again_and_still_holds_it_afterwards(tmp_path: Path) -> None:
    path, link = tmp_path / "handfast.db", tmp_path / "link.db"
    link.symlink_to(path)
    with alone(path):
        with alone(link):
            assert open_locks(tmp_path) == [f"{path}.lock"]
        with Path(f"{path}.lock").open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with held_by(path, b"4711"):
        assert "process 4711" in refusal(link)


def test_the_folder_and_the_lock_are_made_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "of handfast" / "handfast.db"
    before = os.umask(0o022)
    try:
        with alone(path):
            modes = [stat.S_IMODE(made.stat().st_mode) for made in (path.parent, Path(f"{path}.lock"))]
    finally:
        os.umask(before)
    assert modes == [0o700, 0o600]


def test_postgresql_needs_no_lock() -> None:
    with alone(None), alone(None):
        pass


def test_what_keeps_the_lock_from_being_made_is_told(tmp_path: Path) -> None:
    path = tmp_path / "handfast.db"
    Path(f"{path}.lock").symlink_to(f"{path}.lock")
    assert refusal(path) == f"{path}: [Errno 40] Too many levels of symbolic links: '{path}.lock'"
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "handfast.db") == f"{tmp_path / 'file'} is not a folder: name another data folder or database"


def test_a_disk_that_knows_no_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert refusal(tmp_path / "handfast.db") == f"{tmp_path} is on a file system without locks (No locks available): use a local disk"
    assert open_locks(tmp_path) == []
