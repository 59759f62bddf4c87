"""What grows with the data: every page, report, act and idle job of one company at several sizes, beside a tenth of the size.

The whole application runs in this process. Its clock stands still, so that nothing becomes due while it is measured. On SQLite the time is
that of the processor, since all of the work is in this process and the rest is the disk; on PostgreSQL it is what somebody waits.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import growth_seed
from bench.figures import Figure, at_most
from bench.grounds import Grounds
from bench.growth_beside import beside
from bench.growth_work import Company, Task, acts, idle_jobs, pages
from bench.in_process import NotAnswered
from bench.people import SECRET_KEY
from handfast.adapters.real import SystemClock
from handfast.app import Application
from handfast.db.query import Query
from handfast.edge.addresses import networks
from handfast.kernel.ids import DeviceId
from handfast.serving import spare_the_collector
from handfast.settings import Settings

SIZES = {"sqlite": (1_000, 10_000, 100_000), "postgresql": (1_000, 100_000, 1_000_000)}
MOST_GROWTH = 1.3
"""Ten times as many devices may cost so much more."""
MOST_WAITED = 50
"""Milliseconds of a heartbeat, whatever else is asked for."""
NOISE = 1.0
"""Milliseconds: whatever takes less counts as this."""
LONGEST_CAPPED = 250
"""Milliseconds of what looks through many rows up to a number."""


@dataclass(frozen=True, slots=True)
class FixedClock:
    moment: int

    def now(self) -> int:
        return self.moment


def measure(grounds: Grounds, kind: str, repeats: int, sizes: Sequence[int] = ()) -> list[Figure]:
    sizes = sorted(sizes or SIZES[kind])
    found: dict[str, list[float]] = {}
    capped: set[str] = set()
    seeding: list[Figure] = []
    for devices in sizes:
        url, now = grounds.fresh(kind, f"growth_{kind}_{devices}"), SystemClock().now()
        begun = time.monotonic()
        staff = growth_seed.fill(url, devices, now)
        seeding.append(Figure(f"{kind}: {devices:,} devices are seeded", time.monotonic() - begun, "s"))
        company, waited = asyncio.run(measured(grounds.folder, url, staff, devices, now, repeats))
        for task, milliseconds in company.items():
            found.setdefault(task.name, []).append(milliseconds)
            capped |= {task.name} if task.is_capped else set()
        beside = [at_most(f"{kind}: {devices:,}: heartbeat beside {name}, p99", p99, "ms", MOST_WAITED) for name, p99 in waited.items()]
        seeding += beside
    return [*seeding, *(_growth(f"{kind}: {name}", sizes, values, is_capped=name in capped) for name, values in found.items())]


def _growth(name: str, sizes: Sequence[int], values: Sequence[float], *, is_capped: bool) -> Figure:
    more = {f"{size:,}": value for size, value in zip(sizes, values, strict=True)}
    if is_capped:
        return at_most(name, values[-1], "ms", LONGEST_CAPPED, **more)
    if len(sizes) == 1:
        return Figure(name, values[0], "ms")
    small, large = (max(value, NOISE) for value in values[-2:])
    tens = math.log10(sizes[-1] / sizes[-2])
    return at_most(name, (large / small) ** (1 / tens), "x", MOST_GROWTH, **more)


async def measured(
    folder: Path, url: str, staff: growth_seed.Staff, devices: int, now: int, repeats: int
) -> tuple[dict[Task, float], dict[str, float]]:
    """Milliseconds of each task; and how long a heartbeat waited beside what."""
    async with at_work(folder, url, staff, devices, now) as company:
        turns = iter(range(1, 1_000_000))
        tasks = {task: await timed(company, task, repeats, turns) for task in [*pages(), *idle_jobs(company), *acts()]}
        return tasks, await beside(company, turns)


@asynccontextmanager
async def at_work(folder: Path, url: str, staff: growth_seed.Staff, devices: int, now: int) -> AsyncIterator[Company]:
    settings = Settings(folder, url, "http://127.0.0.1:8000", SECRET_KEY.encode(), tuple(networks(["127.0.0.1"])))
    application = Application(settings, FixedClock(now), timers=False)
    await application.start()
    spare_the_collector()
    try:
        online = """SELECT id FROM devices WHERE tenant_id = $1 AND kind = 'rustdesk' AND presence = 'online' AND status = 'active'
            LIMIT 1024"""
        ids = await application.database.fetch_all(Query(online, (growth_seed.TENANT,), DeviceId))
        yield Company(application, staff, devices, now, ids)
    finally:
        await application.stop()


async def timed(company: Company, task: Task, repeats: int, turns: Iterator[int]) -> float:
    taken = [await once(company, task, next(turns)) for _ in range(repeats + 1)]
    return min(taken[1:])  # the first finds nothing prepared, and whatever else the machine does only adds


async def once(company: Company, task: Task, turn: int) -> float:
    """Milliseconds; of one line where the answer grows with the company."""
    clock = time.process_time if company.application.database.name == "sqlite" else time.perf_counter
    prepared = await task.prepare(company, turn)
    begun = clock()
    try:
        lines = await task.work(company, prepared)
    except NotAnswered:  # what was waited for counts
        lines = 1
    return (clock() - begun) * 1000 / (lines if task.lines else 1)
