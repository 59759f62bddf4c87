"""How long a heartbeat takes beside a report or an export of the same company: nobody's report may keep a device waiting."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from bench.growth_work import EXPORTS, REPORTS, SEARCHES, Company, filled, heartbeat, paired

EVERY = 0.01
"""Seconds from one heartbeat to the next."""
AT_LEAST = 2.0
"""Seconds; a quick report is asked for again and again."""
LINES = 20_000

Work = Callable[[], Awaitable[object]]


async def beside(company: Company, turns: Iterator[int]) -> dict[str, float]:
    """The 99th percentile in milliseconds, by what is asked for meanwhile; "nothing" for comparison."""
    device = await paired(company, next(turns))
    return {name: await _meanwhile(company, device, work) for name, work in _works(company).items()}


def _works(company: Company) -> dict[str, Work]:
    pages = {name: target for name, (target, _) in REPORTS.items()} | SEARCHES
    return {
        "nothing": partial(asyncio.sleep, AT_LEAST),
        **{name: partial(company.get, filled(company, target, further=False)) for name, target in pages.items()},
        **{f"export of {name}": partial(company.get, target, most_lines=LINES) for name, target in EXPORTS.items()},
    }


async def _meanwhile(company: Company, device: object, work: Work) -> float:
    """Each heartbeat comes when it is due, however long the one before takes: they are those of many devices."""
    busy = asyncio.create_task(_again_and_again(work))
    waiting, taken, due = set[asyncio.Task[None]](), list[float](), time.perf_counter()

    async def sent(due: float) -> None:
        await heartbeat(company, device)
        taken.append(time.perf_counter() - due)  # from when it was due: a loop that stands still is waited for

    while not busy.done():
        due += EVERY
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        waiting = {task for task in waiting if not task.done()} | {asyncio.create_task(sent(due))}
    await asyncio.gather(busy, *waiting)
    return sorted(taken)[math.ceil(0.99 * len(taken)) - 1] * 1000


async def _again_and_again(work: Work) -> None:
    begun = time.perf_counter()
    while time.perf_counter() - begun < AT_LEAST:
        await work()
