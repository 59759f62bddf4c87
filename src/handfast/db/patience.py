"""How long the database may keep one request waiting: all its statements together, not each of them.

A request asks who calls, looks, and commits; a crowd makes it look again. Five seconds for each of these would be a minute.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

SECONDS = 5.0


class _Patience:
    __slots__ = ("seconds",)

    def __init__(self) -> None:
        self.seconds = SECONDS


_of_request: ContextVar[_Patience | None] = ContextVar("patience", default=None)


@contextmanager
def one_patience() -> Iterator[None]:
    """All statements inside share the seconds of one. Outside, as in jobs and exports, each statement has its own."""
    token = _of_request.set(_Patience())
    try:
        yield
    finally:
        _of_request.reset(token)


@contextmanager
def spent() -> Iterator[float]:
    """The seconds that are left for a statement; what it takes is gone for the next one."""
    patience = _of_request.get()
    if patience is None:
        yield SECONDS
        return
    begun = monotonic()
    try:
        yield patience.seconds
    finally:
        patience.seconds -= monotonic() - begun
