"""Has a server run a job when a file is there, not after the job's pause, and kills the server in the middle of that job if asked to.

It is called in the process of the server, before it starts. The file is gone when the job has done its work.
"""

import asyncio
import dataclasses
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from handfast import jobs
from handfast.db.database import Statement
from handfast.runner.run import Runner

Moment = Literal["before", "within", "after"]
WITHIN_SECONDS = 0.0003
"""A commit takes longer, on either database."""


def hurry(name: str, go: Path, dies: tuple[int, Moment] | None = None) -> None:
    """`dies`: in the so-manieth commit of the job, and when."""
    in_its_time = jobs.turn

    async def turn(job: jobs.Job, run: Runner) -> None:
        if job.name != name:
            await in_its_time(job, run)
            return
        while not await asyncio.to_thread(go.exists):
            await asyncio.sleep(0.005)
        await job.work(dataclasses.replace(run, database=_Mortal(run.database, *dies)) if dies else run)
        await asyncio.to_thread(go.unlink)

    jobs.turn = turn


class _Mortal:
    """The database of a server that does not survive one of its commits."""

    def __init__(self, database: Any, commits: int, moment: Moment) -> None:
        self._database = database
        self._left = commits
        self._moment = moment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        self._left -= 1
        if self._left == 0 and self._moment == "before":
            _die()
        if self._left == 0 and self._moment == "within":
            threading.Timer(WITHIN_SECONDS, _die).start()
        await self._database.execute_batch(writes)
        if self._left == 0:
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
