"""Work that goes on as long as the server runs. An error that ends a turn is logged and, if unexpected, counted; a pause follows.

A loop that ends silently is the worst of faults: this node would deliver no more live events while all its health checks are green.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from prometheus_client import Gauge

from handfast import failures
from handfast.db.database import Unavailable

FAILING = Gauge(
    "handfast_job_failing", "Processes in which the last turn of a job ended with an unexpected error", ["job"], multiprocess_mode="livesum"
)

# Doubled with each consecutive failure.
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
CANCEL_AGAIN_SECONDS = 0.5

Turn = Callable[[], Awaitable[object]]
"""Waits for its time or for a wake-up, and does the work once."""

log = structlog.get_logger("handfast.jobs")


def pause_after(failures: int) -> float:
    """The pause in seconds after that many consecutive failures."""
    return float(min(PAUSE_SECONDS * 2 ** min(failures - 1, 10), LONGEST_PAUSE_SECONDS))


class Supervisor:
    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._failures: dict[str, int] = {}

    @property
    def failing(self) -> list[str]:
        """The jobs whose last turn ended with an unexpected error."""
        return sorted(self._failures)

    def begin(self, name: str, turn: Turn) -> None:
        failures.FAILURES.labels(name)  # from the start, so that a first failure is an increase
        FAILING.labels(name).set(0)
        self._tasks.append(asyncio.create_task(self._repeat(name, turn), name=name))  # noqa: TID251 - this is it

    async def stop(self) -> None:
        """Cancels all work, including turns in progress."""
        left, self._tasks = set(self._tasks), []
        while left:
            for task in left:
                task.cancel()
            # A library may mistake a cancellation for its own and go on, so it is repeated.
            _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_SECONDS)

    async def _repeat(self, name: str, turn: Turn) -> None:
        while True:
            pause = LONGEST_PAUSE_SECONDS
            with suppress(Exception):  # an error while a failure is reported
                pause = await self._turn(name, turn)
            await asyncio.sleep(pause)

    async def _turn(self, name: str, turn: Turn) -> float:
        """Runs one turn; the seconds until the next one."""
        try:
            await turn()
        except Unavailable as error:
            log.warning("job postponed", job=name, error=str(error))
            return PAUSE_SECONDS
        except asyncio.CancelledError:
            if _is_being_stopped():
                raise
            # Something that the turn waited for was cancelled from elsewhere.
            return self._failed(name)
        except Exception:  # noqa: BLE001 - noted
            return self._failed(name)
        self._succeeded(name)
        return 0

    def _failed(self, name: str) -> float:
        failures.note(name)
        FAILING.labels(name).set(1)
        in_a_row = self._failures[name] = self._failures.get(name, 0) + 1
        return pause_after(in_a_row)

    def _succeeded(self, name: str) -> None:
        if self._failures.pop(name, None):
            FAILING.labels(name).set(0)
            log.info("job works again", job=name)


def _is_being_stopped() -> bool:
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
