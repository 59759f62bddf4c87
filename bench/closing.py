"""What it costs to export and to delete a company of 100,000 devices: time, memory, and how long the devices of others wait meanwhile.

It has the rows that `growth_seed` makes: half a million entries in the trail, 55,000 people. Beside it 1,000 RustDesk devices of another
company send 60 heartbeats a second, and 5 devices a second are paired, each with a code made for it.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bench import growth_seed, load
from bench.figures import Figure, at_most
from bench.grounds import Grounds, Served, inside, served
from bench.people import seed, seed_devices
from handfast.adapters.real import SystemClock
from handfast.db.database import Database
from handfast.kernel.ids import AccountId, SessionId
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.sessions import store as sessions
from handfast.users.sessions.opening import BROWSER
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.support.rows import fetch_row

DEVICES = 100_000
JOB = "delete closed companies"
OTHERS, HEARTBEATS, PAIRINGS = 1_000, 60, 5
"""Devices of others; heartbeats and pairings a second."""
MANAGERS = 200
SECONDS = 10
"""Of one look at what others wait. The worst counts."""
MOST_SECONDS = 3600
MOST_MS, MOST_MEGABYTES = 250, 40
Beside = dict[str, float]


def measure(grounds: Grounds, kind: str, devices: int = DEVICES) -> list[Figure]:
    url, now = grounds.fresh(kind, f"closing_{kind}"), SystemClock().now()
    growth_seed.fill(url, devices, now)
    managers = inside(url, lambda database: seed(database, MANAGERS))
    inside(url, lambda database: seed_devices(database, managers[0]["tenant_id"], OTHERS))
    folder, go = grounds.folder / f"closing_{kind}", grounds.folder / f"go_{kind}"
    turns = count(1)
    with served(url, folder) as server:
        alone = _beside(server, managers, turns)
        cookie = _operator(url)
        exported = _meanwhile(server, managers, turns, lambda: _export(server, cookie))
    inside(url, _close)
    with served(url, folder, ("bench.hurried", JOB, str(go))) as server:
        _beside(server, managers, turns)
        deleted = _meanwhile(server, managers, turns, lambda: _delete(go))
    left = inside(url, lambda database: fetch_row(database, "SELECT count(*) AS rows FROM tenants WHERE id = $1", growth_seed.TENANT))
    if left != {"rows": 0}:
        raise RuntimeError("the company is still there")
    name = f"{kind}: {devices:,}"
    return [
        *(Figure(f"{name}: {what} alone, p99", milliseconds, "ms") for what, milliseconds in alone.items()),
        *_figures(f"{name}: export", exported),
        *_figures(f"{name}: deletion", deleted),
    ]


def _figures(name: str, found: tuple[float, float, Beside]) -> list[Figure]:
    seconds, megabytes, waited = found
    return [
        Figure(name, seconds, "s"),
        at_most(f"{name}, memory added", megabytes, "MB", MOST_MEGABYTES),
        *(at_most(f"{name}, {what} beside, p99", milliseconds, "ms", MOST_MS) for what, milliseconds in waited.items()),
    ]


def _meanwhile(
    server: Served, managers: list[dict[str, Any]], turns: Iterator[int], work: Callable[[], None]
) -> tuple[float, float, Beside]:
    """Seconds, megabytes that were added at the most, and the worst that others waited."""
    before, begun, worst = server.most_megabytes(), time.monotonic(), Beside()
    with ThreadPoolExecutor() as threads:
        working: Future[float] = threads.submit(_timed, work)
        while not working.done() and time.monotonic() - begun < MOST_SECONDS:
            for what, milliseconds in _beside(server, managers, turns).items():
                worst[what] = max(worst.get(what, 0), milliseconds)
        return working.result(), server.most_megabytes() - before, worst


def _timed(work: Callable[[], None]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _beside(server: Served, managers: list[dict[str, Any]], turns: Iterator[int]) -> Beside:
    path = f"/t/{managers[0]['tenant_id']}/api/heartbeat"
    beats = {"work": "heartbeats", "path": path, "devices": OTHERS, "connections": 4, "per_second": HEARTBEATS}
    pairs = {"work": "invites", "by": "codeId", "managers": managers, "connections": 4, "per_second": PAIRINGS}
    pairs["first_address"] = next(turns) * PAIRINGS * SECONDS * 2
    with ThreadPoolExecutor() as threads:
        beating, pairing = (threads.submit(load.run, job | {"port": server.port, "seconds": SECONDS}) for job in (beats, pairs))
        return {"a heartbeat": beating.result()["p99_ms"], "code and redemption": pairing.result()["p99_ms"]}


def _operator(url: str) -> str:
    """The cookie of an operator who signed in a moment ago."""
    id, cookie, now = AccountId("operator"), "cookie-operator", SystemClock().now()

    async def add(database: Database) -> None:
        await database.execute_batch([accounts.insert(id, "operator@bench.example.com", "Otis", now, "no password", operator_since=now)])
        session = sessions.insert(SessionId("operator"), digest(cookie), Holder(id, FIRST_SESSION_VERSION), now, BROWSER, "", "")
        await database.execute_batch([session])

    inside(url, add)
    return cookie


def _export(server: Served, cookie: str) -> None:
    address = f"http://127.0.0.1:{server.port}/api/tenants/{growth_seed.TENANT}/export"
    with httpx.stream("GET", address, headers={"cookie": f"handfast={cookie}"}, timeout=60) as answer:
        answer.raise_for_status()
        read = sum(len(part) for part in answer.iter_raw())
    print(f"the export has {read / 1e6:.1f} MB")


async def _close(database: Database) -> None:
    past = SystemClock().now() - DAY
    await database.execute_batch([tenants.close(past, past, tenant_id=growth_seed.TENANT)])


def _delete(go: Path) -> None:
    go.touch()
    until = time.monotonic() + MOST_SECONDS
    while go.exists() and time.monotonic() < until:
        time.sleep(0.05)
