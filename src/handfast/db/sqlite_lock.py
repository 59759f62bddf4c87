"""One server per SQLite file: a lock on a file of its own, which the kernel releases however the process ends.

Held while a server runs, while the schema is changed and while a backup is restored. Commands that only read or write rows do not need
it: SQLite's own locks are made for them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handfast.db.database import Unavailable
from handfast.db.sqlite_file import real
from handfast.db.sqlite_trouble import sentence

_held: set[Path] = set()


@contextmanager
def alone(path: Path | None) -> Iterator[None]:
    """While it lasts no other process serves, migrates or restores the file; None (PostgreSQL) needs no lock.

    A server that migrates at its start holds it already. Raises `Unavailable` when another process has it.
    """
    place = real(path) if path else None
    if place is None or place in _held:
        yield
        return
    descriptor = _lock(place)
    _held.add(place)
    try:
        yield
    finally:
        _held.discard(place)
        os.close(descriptor)


def _lock(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(sentence(path, error)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode(errors="replace")
        os.close(descriptor)
        raise Unavailable(f"{path} is in use by another Handfast (process {holder or 'unknown'}): stop that one first") from error
    except OSError as error:
        os.close(descriptor)
        raise Unavailable(f"{path.parent} is on a file system without locks ({error.strerror}): use a local disk") from error
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor
