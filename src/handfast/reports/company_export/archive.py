"""A ZIP that is made while it is sent: what was written is taken out again before more is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from handfast.kernel.time import SECOND

_OWNER_ONLY = 0o600 << 16


class _Out:
    """Where the ZIP is written to. It cannot go back in it, so each file is followed by its size."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""


class Archive:
    """Whatever was added is in `take()` sooner or later; after `close()` the directory is, too."""

    def __init__(self, at: int) -> None:
        self._out = _Out()
        self._zip = ZipFile(self._out, "w", ZIP_DEFLATED)  # type: ignore[call-overload] # a file that only writes is enough
        self._moment = datetime.fromtimestamp(at // SECOND, UTC).timetuple()[:6]

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        info = ZipInfo(name, self._moment)
        info.compress_type, info.external_attr = ZIP_DEFLATED, _OWNER_ONLY
        # Its size is not known beforehand: it may become larger than 4 GB.
        with self._zip.open(info, "w", force_zip64=True) as opened:
            yield opened

    def take(self) -> bytes:
        taken = b"".join(self._out.parts)
        self._out.parts.clear()
        return taken

    def close(self) -> None:
        self._zip.close()
