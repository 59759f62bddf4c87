"""How long the database may keep one request waiting: all its statements together, not each of them.

A request identifies its caller, reads and commits; under contention it reads again. Five seconds for each of these could make a minute.
"""

from contextvars import ContextVar, Token
from types import TracebackType

SECONDS = 5.0


class TimeLimit:
    """The seconds that are left. Each statement subtracts the time that its answer took."""

    __slots__ = ("seconds",)

    def __init__(self) -> None:
        self.seconds = SECONDS


_of_request: ContextVar[TimeLimit | None] = ContextVar("time_limit", default=None)


class shared_time_limit:  # noqa: N801 - read as a statement: `with shared_time_limit():`
    """All statements inside share one time limit. Outside, as in jobs and exports, each statement has its own."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token: Token[TimeLimit | None] = _of_request.set(TimeLimit())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _of_request.reset(self._token)


def time_limit() -> TimeLimit:
    return _of_request.get() or TimeLimit()
