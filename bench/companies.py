"""What a server's many companies cost each of them: pages, look-ups, reports and acts of one, beside the same on a server of its own.

Each has 200 devices, half of them RustDesk devices, 20 people of the staff, and a customer for every RustDesk device. Both servers run in
this process and are asked in turn, so that whatever else the machine does is the same for both. The last figure is how long an event takes
from a redemption to the sockets of its company, while those of all the others are open too.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from bench import growth_seed, live
from bench.copies import multiply
from bench.figures import Figure, at_most, median
from bench.grounds import Grounds
from bench.growth import NOISE, at_work, once
from bench.growth_work import Company, Task, acts, pages
from handfast.adapters.real import SystemClock

COMPANIES, DEVICES, MANAGERS = 500, 200, 9
MOST = 1.2
"""So much more may anything cost one of many."""
ACTS = 5
"""Each is done so often and once before: nine managers may make 45 codes in the one minute of this clock."""
ALONE = live.Scene("one company", tenants=1, managers_each=6, sockets_each=1, pairings=24, every=0.5, most_ms=250)


def measure(grounds: Grounds, kind: str, repeats: int, companies: int = COMPANIES) -> list[Figure]:
    taken = asyncio.run(_measured(grounds, kind, repeats, companies))
    figures = [_figure(f"{kind}: {task}", alone, among) for task, (alone, among) in taken.items()]
    return [*figures, *_delivered(grounds, kind, repeats, companies)]


async def _measured(grounds: Grounds, kind: str, repeats: int, companies: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of each task on either server."""
    now = SystemClock().now()
    urls = [await asyncio.to_thread(grounds.fresh, kind, f"companies_{kind}_{number}") for number in (1, companies)]
    staff = [await asyncio.to_thread(growth_seed.fill, url, DEVICES, now, MANAGERS) for url in urls]
    await asyncio.to_thread(multiply, urls[1], companies)
    turns = iter(range(1, 1_000_000))
    async with (
        at_work(grounds.folder, urls[0], staff[0], DEVICES, now) as alone,
        at_work(grounds.folder, urls[1], staff[1], DEVICES, now) as among,
    ):
        asked = [(task, repeats * 10) for task in pages()] + [(task, ACTS) for task in acts()]
        return {task.name: await _in_turn(task, alone, among, many, turns) for task, many in asked}


async def _in_turn(task: Task, alone: Company, among: Company, repeats: int, turns: Iterator[int]) -> tuple[float, float]:
    taken = list[tuple[float, float]]()
    for _ in range(repeats + 1):
        turn = next(turns)
        taken.append((await once(alone, task, turn), await once(among, task, turn)))
    of_alone, of_among = zip(*taken[1:], strict=True)  # the first finds nothing prepared
    return min(of_alone), min(of_among)


def _figure(name: str, alone: float, among: float, **more: float) -> Figure:
    return at_most(name, max(among, NOISE) / max(alone, NOISE), "x", MOST, alone=alone, among=among, **more)


def _delivered(grounds: Grounds, kind: str, repeats: int, companies: int) -> list[Figure]:
    many = replace(ALONE, tenants=companies)
    alone, among = (live.heard(grounds, kind, repeats, scene, f"delivery_{kind}_{scene.tenants}") for scene in (ALONE, many))
    return [_figure(f"{kind}: redemption to event, p50", median(alone), median(among), sockets=many.sockets)]
