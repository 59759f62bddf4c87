"""Whole copies of an SQLite database, by SQLite's own backup: the state of one moment, even if others write meanwhile."""

import errno
import glob
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from handfast.db.database import Unavailable
from handfast.db.sqlite_file import connect, connect_to_inspect, real
from handfast.db.sqlite_trouble import file_trouble, is_damage, is_missing, sentence


class NoCopy(Exception):
    """Why there is no copy: a sentence for the operator."""


def save(path: Path, target: Path) -> int:
    """Copies the database, which may be in use, into a new file that only its owner can read; the size of the copy in bytes.

    The file gets its name once all of it is checked and on the disk; an existing file is never overwritten. Raises `NoCopy` and
    `Unavailable`.
    """
    target = target.absolute()
    if os.path.lexists(target):
        raise NoCopy(f"{target} exists already; name another file")
    with draft_beside(target) as draft:
        with closing(connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            # A write-ahead log needs shared memory, which network drives lack; with exclusive locking, SQLite does without.
            copy.execute("PRAGMA locking_mode=EXCLUSIVE")
            # One file, readable without a journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        check(draft, named=path)
        _flush(draft)
        _give_name(draft, target)
        _flush(target.parent)
    return target.stat().st_size


def take_over(source: Path, path: Path) -> None:
    """Replaces the content of `path` by that of `source`, in one transaction. The caller must hold the lock of `path`.

    Raises `Unavailable`; then `path` is unchanged, with any damage that it had.
    """
    path = real(path)
    try:
        with closing(connect_to_inspect(source)) as copy, closing(connect(path)) as database:
            copy.backup(database, progress=_once)
    except sqlite3.Error as error:
        raise Unavailable(sentence(path, error)) from error


def _once(status: int, _remaining: int, _total: int) -> None:
    """Gives up when SQLite says, after five seconds, that another program holds the file; Python alone would try for ever."""
    if status == sqlite3.SQLITE_BUSY:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = status
        raise error


def check(path: Path, named: Path | None = None) -> None:
    """Raises `NoCopy` unless the file is a whole database of Handfast. It is read, not changed.

    `named`: the file that messages name instead, for a draft that is gone by the time they are read.
    """
    named = named or path
    if is_missing(path) or (trouble := file_trouble(path, need_write=False)):
        raise NoCopy(f"there is no file {path}" if is_missing(path) else f"{path} cannot be read: {trouble}")
    try:
        with closing(connect_to_inspect(path)) as copy:
            verdict = str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0])
            known = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except Unavailable as error:
        raise NoCopy(f"{named} is not a complete SQLite database" if is_damage(error.__cause__) else str(error)) from error
    except sqlite3.Error as error:
        raise NoCopy(f"{named} is not a complete SQLite database ({error})") from error
    if verdict != "ok":
        raise NoCopy(f"{named} is damaged: {verdict.splitlines()[-1]}")
    if not known:
        raise NoCopy(f"{named} is not a database of Handfast")


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """A new, private file in the folder of `target`; deleted at the end with what SQLite put beside it. Raises `NoCopy`."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        os.close(descriptor)
    except OSError as error:
        raise NoCopy(
            file_trouble(target)
            or f"{target} cannot be written ({error.strerror}): check that the folder {target.parent} exists and has room"
        ) from error
    try:
        yield Path(name)
    except (sqlite3.Error, OSError) as error:
        raise NoCopy(f"{target} cannot be written ({getattr(error, 'strerror', None) or error})") from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm", ".lock"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)


def clear_drafts(target: Path) -> None:
    """Deletes what a killed restore has left. The caller must hold the lock of `target`."""
    for draft in target.parent.glob(f".{glob.escape(target.name)}.*.part*"):
        draft.unlink(missing_ok=True)


def set_aside(path: Path) -> Path | None:
    """Renames a database that cannot be read, together with its journal; the new name, or None when there is no database."""
    path = real(path)
    if is_missing(path):
        return None
    number = next(number for number in range(1, 10_000) if is_missing(Path(f"{path}.damaged-{number}")))
    aside = Path(f"{path}.damaged-{number}")
    for suffix in ("-shm", "-wal", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside


def _give_name(draft: Path, target: Path) -> None:
    """Uses a hard link, which fails if `target` exists. Some disks (FAT, SMB) have no hard links: there it renames."""
    try:
        target.hardlink_to(draft)
    except FileExistsError as error:
        raise NoCopy(f"{target} exists already; name another file") from error
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        if os.path.lexists(target):
            raise NoCopy(f"{target} exists already; name another file") from error
        draft.rename(target)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
