"""The file of an SQLite database: made once with its mode, then opened by SQLite alone.

Closing any descriptor of a file drops every POSIX lock that the process holds on it (sqlite.org/howtocorrupt.html, 2.2). A server
that has lost its locks is invisible to others: the next program that opens and closes the file deletes the journal it is still using.
So nothing else in this process opens the path; `tools/lint/file_access.py` enforces that, and docs/decisions/0018-storage-promise.md
says who may do what.
"""

import os
import sqlite3
import threading
from pathlib import Path

from handfast.db.database import Unavailable
from handfast.db.disks import network_kind
from handfast.db.sqlite_trouble import file_trouble, sentence

BUSY_SECONDS = 5
# 16 MB of pages a connection, SQLite's own 2 MB being too few for the indexes of a large company.
# FULL: with NORMAL, an acknowledged commit may be lost when the power fails. MEMORY: the data to undo a single job is kept until the
# shared commit, and would otherwise be written to a file of its own first.
_PRAGMAS = ("cache_size=-16000", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON", "temp_store=MEMORY")
_making = threading.Lock()


def connect(path: Path) -> sqlite3.Connection:
    """A connection to read and write; makes the file when there is none. Raises `Unavailable` with what the operator can do about it."""
    path = real(path)
    try:
        _refuse_network(path)
        _make(path)
        _refuse_what_is_not_ours(path)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512)
        return configure(connection, path)
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(sentence(path, error)) from error


def connect_to_inspect(path: Path, *, need_write: bool = False) -> sqlite3.Connection:
    """A connection to read only, for a process that has no other one to the file: makes and changes nothing. Raises `Unavailable`.

    Also opens backups in places where no server could work: on a network drive, on a read-only disk, or under several names (hard links).
    `need_write`: when the file cannot be opened, the message also considers what would keep a server from writing.
    """
    path = real(path)
    names = _names(path)
    # Without a journal no server runs and no lock is needed. If it took a lock, SQLite would leave an empty journal behind.
    how = "mode=ro&immutable=1" if names == 1 and not os.path.lexists(f"{path}-wal") else "mode=ro"
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        is_logged = names > 1 and connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(sentence(path, error, need_write=need_write)) from error
    if is_logged:
        connection.close()
        raise Unavailable(f"{path} has {names} names (hard links), and a server may be writing by another one: make a copy of it first")
    return connection


def configure(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Sets the pragmas. Raises `Unavailable` where SQLite cannot keep a write-ahead log."""
    connection.row_factory = sqlite3.Row
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        connection.close()
        raise Unavailable(
            f"SQLite cannot keep a write-ahead log in {path.parent} (it answers {mode!r}): put the data folder on a local disk"
        )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def real(path: Path) -> Path:
    """The path behind symbolic links: SQLite names the journal after it."""
    return Path(os.path.realpath(path))


def _make(path: Path) -> None:
    """Makes the file for the server's own user alone. SQLite gives the files beside it the same mode.

    O_EXCL never opens an existing file, so no lock can be lost; the mutex keeps another thread from locking the new file before its
    first descriptor is closed. A umask would apply to all threads.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _making:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return


def refuse_unfit(path: Path) -> None:
    """Raises `Unavailable` if no server could work with the file, `OSError` if it cannot be examined."""
    _refuse_network(path)
    _refuse_what_is_not_ours(path)


def _refuse_network(path: Path) -> None:
    if kind := network_kind(path):
        raise Unavailable(
            f"{path.parent} is on a network file system ({kind}), where SQLite's locks cannot be trusted: "
            "put the data folder on a local disk, or use PostgreSQL"
        )


def _refuse_what_is_not_ours(path: Path) -> None:
    """SQLite also opens a file that it may not write, and only the first write would fail.

    A file that is opened by two names would have two journals (sqlite.org/howtocorrupt.html, 2.5).
    """
    if trouble := file_trouble(path):
        raise Unavailable(trouble)
    if (names := _names(path)) > 1:
        raise Unavailable(f"{path} has {names} names (hard links), and each would have a journal of its own: remove the others")


class Places:
    """Watches which files the names of an open database and its journal lead to: what is written to a file without a name is lost."""

    def __init__(self, path: Path) -> None:
        self._names = (path, Path(f"{path}-wal"))
        self._nodes = self._found()

    def complaint(self) -> str | None:
        if self._nodes == self._found():
            return None
        return (
            f"{self._names[0]} or its journal ({self._names[0].name}-wal) was moved, replaced or deleted while the server "
            "ran: stop the server, put back what was there or restore a backup, and start it again"
        )

    def _found(self) -> list[tuple[int, int] | None]:
        return [_node(name) for name in self._names]


def _names(path: Path) -> int:
    return path.stat().st_nlink if os.path.lexists(path) else 1


def _node(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - twice in every commit; a Path costs three times as much
    except OSError:
        return None
    return found.st_dev, found.st_ino
