"""Logs: one JSON object a line, on standard error. Line breaks in a value are escaped, so nobody can forge a line.

Nobody can fill the disk by provoking warnings: at most ten lines a minute are written of one message about one source, and sixty of one
message. The next line that is written says how many were not.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from structlog.typing import EventDict, WrappedLogger

WINDOW_SECONDS = 60
MOST_OF_ONE_SOURCE = 10
MOST_OF_ONE_EVENT = 60
MOST_KEYS = 10_000
# The fields by which messages of the same words differ.
_ABOUT = ("source", "job")


class Limiter:
    """A processor that drops messages that come too often. `now` returns seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[tuple[object, ...], int] = {}
        self._dropped: dict[str, int] = {}

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        words = str(event.get("event"))
        dropped = self._count(words, tuple(event.get(name) for name in _ABOUT))
        if dropped is None:
            raise structlog.DropEvent
        if dropped:
            event["not_written"] = dropped
        return event

    def filter(self, record: logging.LogRecord) -> bool:
        """The same for the standard library's loggers. Messages are counted by their format string, without its arguments."""
        dropped = self._count(f"{record.name}: {record.msg}", ())
        if dropped:
            record.not_written = dropped
        return dropped is not None

    def _count(self, words: str, about: tuple[object, ...]) -> int | None:
        """How many lines of these words were dropped since the last one written; None when this one is to be dropped too."""
        with self._lock:
            window = int(self._now() // WINDOW_SECONDS)
            if window != self._window or len(self._counts) > MOST_KEYS:
                self._window = window
                self._counts.clear()
            of_source = self._counts[words, about] = self._counts.get((words, about), 0) + 1
            of_event = self._counts.get((words,), 0) + (of_source <= MOST_OF_ONE_SOURCE)
            self._counts[words,] = of_event
            if of_source > MOST_OF_ONE_SOURCE or of_event > MOST_OF_ONE_EVENT:
                if words in self._dropped or len(self._dropped) < MOST_KEYS:
                    self._dropped[words] = self._dropped.get(words, 0) + 1
                return None
            return self._dropped.pop(words, 0)


class _StandardError:
    """Drops lines that cannot be written, for example on a full disk: no request or job may fail because of a line about it."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_logs(level: str) -> None:
    limiter = Limiter()
    structlog.configure(
        processors=[
            limiter,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(limiter.filter)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(["not_written"]),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # These log each request at INFO or DEBUG, bodies and headers included.
    for noisy in ("uvicorn", "engineio", "socketio", "asyncio", "aiosmtplib", "mail"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    _catch_the_rest()


def _catch_the_rest() -> None:
    """Logs what Python itself would print: warnings, and exceptions that no code is left to handle."""
    logging.captureWarnings(True)
    lost = logging.getLogger("handfast")
    threading.excepthook = lambda thrown: lost.error("an exception ended a thread", exc_info=thrown.exc_value)
    sys.unraisablehook = lambda thrown: lost.error(thrown.err_msg or "an exception could not be raised", exc_info=thrown.exc_value)
