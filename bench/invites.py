"""Complete invites per second: a manager asks for a code, a device redeems it, and both stand on disk."""

import asyncio
from functools import partial
from typing import Any

from bench import load, pgbench, plain_sqlite
from bench.figures import Figure, at_least, median
from bench.grounds import Grounds, Served, inside, served
from bench.people import seed
from bench.recording import invite, record
from handfast.db.opening import sqlite_path
from handfast.kernel.secrets import digest
from tests.support.rows import fetch_row

CONNECTIONS = 16
TENANTS = 5_000
"""A manager may make five codes a minute: so many that no turn comes again too soon."""
WARM_UP = 1
WAYS = ("codeId", "code alone")


def measure(grounds: Grounds, kind: str, repeats: int, seconds: int) -> list[Figure]:
    figures = []
    for by in WAYS:
        figures += _one_way(grounds, kind, by, repeats, seconds)
    return figures


def _one_way(grounds: Grounds, kind: str, by: str, repeats: int, seconds: int) -> list[Figure]:
    name = f"invites_{kind}_{by.replace(' ', '_')}"
    floor = _floor(grounds, kind, f"{name}_floor", by)
    url = grounds.fresh(kind, name)
    managers = inside(url, lambda database: seed(database, TENANTS))
    over_http: list[dict[str, Any]] = []
    floors: list[float] = []
    first_address = 1
    for _ in range(repeats):
        with served(url, grounds.folder / name) as server:
            for span in (WARM_UP, seconds):
                grounds.wait_until_quiet()
                job = {"work": "invites", "by": by, "managers": managers, "port": server.port, "connections": CONNECTIONS}
                result = _timed(server, job | {"seconds": span, "first_address": first_address})
                first_address += result["done"] + CONNECTIONS
        over_http.append(result)
        grounds.wait_until_quiet()
        floors.append(floor(seconds))
    _check(url, first_address)
    rate, bottom = median([one["per_second"] for one in over_http]), median(floors)
    more = {key: median([one[key] for one in over_http]) for key in ("p50_ms", "p99_ms", "cpu_us")}
    floor_name = "pgbench" if kind == "postgresql" else "plain sqlite3"
    share = 100 * rate / bottom
    return [
        at_least(f"{kind}: invites by {by}", rate, "/s", 1000, **more),
        Figure(f"{kind}: the same statements in {floor_name}", bottom, "/s"),
        at_least(f"{kind}: invites by {by}, of {floor_name}", share, "%", 50)
        if kind == "postgresql"
        else Figure(f"{kind}: invites by {by}, of {floor_name}", share, "%"),
    ]


def _timed(server: Served, job: dict[str, Any]) -> dict[str, Any]:
    before = server.cpu_seconds()
    result = load.run(job)
    return result | {"cpu_us": (server.cpu_seconds() - before) / result["done"] * 1e6}


def _floor(grounds: Grounds, kind: str, name: str, by: str) -> Any:
    """A function that runs the floor for some seconds and gives its invites per second.

    It runs where the invites were recorded: their guards expect the rows that the first ones made.
    """
    url = grounds.fresh(kind, name)
    managers = inside(url, lambda database: seed(database, 2 if kind == "postgresql" else TENANTS))
    steps = asyncio.run(record(url, grounds.folder, managers, partial(invite, by=by)))
    if kind == "postgresql":
        inside(url, lambda database: seed(database, CONNECTIONS, plain=True))
        return lambda seconds: pgbench.run(grounds.pgbench(), url, steps, grounds.folder, CONNECTIONS, seconds)
    tenants = [(one["tenant_id"], digest(one["cookie"])) for one in managers]
    path = sqlite_path(url)
    return lambda seconds: plain_sqlite.run(path, steps, tenants, seconds)  # type: ignore[arg-type]


def _check(url: str, most: int) -> None:
    """Every code used is a device, and none was made twice."""

    async def count(database: Any) -> Any:
        return await fetch_row(
            database,
            """SELECT (SELECT count(*) FROM pairing_codes WHERE state = 'used') AS used, (SELECT count(*) FROM devices) AS devices,
            (SELECT count(*) FROM audit WHERE action = 'DEVICE_PAIR') AS told""",
        )

    counted = inside(url, count)
    if not 0 < counted["used"] == counted["devices"] == counted["told"] < most:
        raise RuntimeError(f"the counts do not agree: {dict(counted)}")
