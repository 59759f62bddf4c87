"""The key file on the disk: replaced as a whole by the `keys` commands, and watched by every running server."""

import asyncio
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from handfast.kernel.key_ring import KeyRing, UnusableKeys, load, parse, text_of
from handfast.kernel.secrets import Keys

LOOKED_AT_SECONDS = 1.0

log = structlog.get_logger("handfast.keys")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Raises `UnusableKeys` if another command is changing the keys. The lock is on the folder, since the file is replaced."""
    folder = os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnusableKeys("another command is changing the keys at this moment") from error
        yield
    finally:
        os.close(folder)


def replace(path: Path, ring: KeyRing) -> None:
    """Whenever this is interrupted, the file has its old or its new content, and both are usable."""
    path = path.resolve()  # a link stays a link
    before, beside = path.stat(), path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(file.fileno(), before.st_uid, before.st_gid)
        os.fchmod(file.fileno(), 0o600 | before.st_mode & 0o040)  # a group that could read it still can; others never
        file.write(text_of(ring))
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class KeyFileWatch:
    """Gives a running server the keys that its file has now.

    A file that lacks the key by which this server signs is not a step of a rotation, and is left to the next start.
    """

    def __init__(self, path: Path, keys: Keys) -> None:
        self._path = path
        self._keys = keys
        self._seen: tuple[int, ...] | None = None

    async def turn(self) -> None:
        self.look()
        await asyncio.sleep(LOOKED_AT_SECONDS)

    def look(self) -> None:
        try:
            before, self._seen = self._seen, self._identity()
            if self._seen == before:
                return
            ring = parse(self._path.read_text())
        except (OSError, UnicodeDecodeError, UnusableKeys) as error:
            self._say("the key file cannot be read; the keys stay as they are", error)
            return
        if self._keys.active.id not in {key.id for key in ring.keys}:
            self._say("the key file lacks the key that this server uses; the keys stay as they are until it is restarted")
            return
        load(self._keys, ring)
        if before is not None:
            log.info("the key file has changed", active=ring.active.id, keys=len(ring.keys))

    def _identity(self) -> tuple[int, ...]:
        """Another one if the file was replaced or written; empty if it is gone."""
        try:
            now = self._path.stat()
        except FileNotFoundError:
            return ()
        return (now.st_ino, now.st_mtime_ns, now.st_size)

    def _say(self, what: str, error: Exception | None = None) -> None:
        log.warning(what, file=str(self._path), error=str(error) if error else None)
