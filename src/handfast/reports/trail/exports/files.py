"""The files of exports, which the operator names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class NoExport(Exception):
    """Why a file cannot be written or read: a sentence for the operator."""


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Readable by its owner only. Removed again if what writes it fails."""
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise NoExport(f"{path} exists already; name another file, or remove it if an earlier export was interrupted") from error
    except OSError as error:
        raise NoExport(f"{path} cannot be written ({error.strerror})") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NoExport(f"{path} cannot be written ({error.strerror})") from error
        raise


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
    except OSError as error:
        raise NoExport(f"{path} cannot be read ({error.strerror})") from error
