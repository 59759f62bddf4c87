"""Complete grants per second: a device asks and polls, a manager looks and approves, the device takes its tokens. And introspections."""

import asyncio
import base64
import json
from typing import Any

import httpx

from bench import load, pgbench, plain_sqlite
from bench.figures import Figure, median
from bench.grounds import Grounds, Served, inside, served
from bench.people import Manager, seed
from bench.recording import record
from handfast.db.database import Database, Statement
from handfast.db.opening import sqlite_path
from handfast.kernel.secrets import digest
from tests.support.rows import fetch_row

CONNECTIONS = 16
TENANTS = 500
TOKENS = 200
WARM_UP = 1
CLIENT, RESOURCE_SERVER, SECRET = "bench-screen", "bench-menu", "hfc_no-secret-at-all"
_ADD = """INSERT INTO oauth_clients (id, tenant_id, name, secret_hash, scopes, audiences, settings, created_at, created_by)
VALUES ($1, NULL, $1, $2, '["menu.read"]', '[]', '{}', 1, '')"""
_SETTINGS = json.dumps({"device_authorization": "on", "number_matching": "off"})


def measure(grounds: Grounds, kind: str, repeats: int, seconds: int) -> list[Figure]:
    floor = _floor(grounds, kind, f"grants_{kind}_floor")
    url = grounds.fresh(kind, f"grants_{kind}")
    managers = inside(url, lambda database: prepared(database, TENANTS))
    job = {"managers": managers, "client_id": CLIENT, "connections": CONNECTIONS}
    found: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    floors: list[float] = []
    first_address = 1
    for _ in range(repeats):
        with served(url, grounds.folder / f"grants_{kind}") as server:
            for span in (WARM_UP, seconds):
                grounds.wait_until_quiet()
                result = _timed(server, job | {"work": "grants", "seconds": span, "first_address": first_address, "keep_tokens": True})
                first_address += result["done"] + CONNECTIONS
            found.append(result)
            shown = "Basic " + base64.b64encode(f"{RESOURCE_SERVER}:{SECRET}".encode()).decode()
            about = {"tokens": result["tokens"][:TOKENS], "authorization": shown, "port": server.port, "connections": CONNECTIONS}
            for span in (WARM_UP, seconds):
                grounds.wait_until_quiet()
                result = _timed(server, about | {"work": "introspections", "seconds": span})
            asked.append(result)
        grounds.wait_until_quiet()
        floors.append(floor(seconds))
    _check(url, first_address)
    rate, bottom = median([one["per_second"] for one in found]), median(floors)
    floor_name = "pgbench" if kind == "postgresql" else "plain sqlite3"
    return [
        Figure(f"{kind}: grants", rate, "/s", more=_medians(found)),
        Figure(f"{kind}: the statements of a grant in {floor_name}", bottom, "/s"),
        Figure(f"{kind}: grants, of {floor_name}", 100 * rate / bottom, "%"),
        Figure(f"{kind}: introspections", median([one["per_second"] for one in asked]), "/s", more=_medians(asked)),
    ]


def _medians(found: list[dict[str, Any]]) -> dict[str, float]:
    return {key: median([one[key] for one in found]) for key in ("p50_ms", "p99_ms", "cpu_us")}


def _timed(server: Served, job: dict[str, Any]) -> dict[str, Any]:
    before = server.cpu_seconds()
    result = load.run(job | {"port": server.port})
    return result | {"cpu_us": (server.cpu_seconds() - before) / result["done"] * 1e6}


async def prepared(database: Database, tenants: int, *, plain: bool = False) -> list[dict[str, Any]]:
    """The managers of companies that let devices in, a client of the server, and a resource server."""
    managers = await seed(database, tenants, plain=plain)
    await database.execute_batch([Statement("/* any tenant: the benchmark's */ UPDATE tenants SET settings = $1", (_SETTINGS,))])
    for name, secret in ((CLIENT, None), (RESOURCE_SERVER, digest(SECRET))):
        await database.execute_batch([Statement(_ADD, (name, secret))])
    return managers


def _floor(grounds: Grounds, kind: str, name: str) -> Any:
    """A function that runs the floor for some seconds, where the grants were recorded, and gives its grants per second."""
    url = grounds.fresh(kind, name)
    managers = inside(url, lambda database: prepared(database, 2 if kind == "postgresql" else TENANTS))
    steps = asyncio.run(record(url, grounds.folder, managers, grant))
    if kind == "postgresql":
        inside(url, lambda database: seed(database, CONNECTIONS, plain=True))
        return lambda seconds: pgbench.run(grounds.pgbench(), url, steps, grounds.folder, CONNECTIONS, seconds)
    tenants = [(one["tenant_id"], digest(one["cookie"])) for one in managers]
    path = sqlite_path(url)
    return lambda seconds: plain_sqlite.run(path, steps, tenants, seconds)  # type: ignore[arg-type]


async def grant(client: httpx.AsyncClient, manager: Manager, source: str) -> None:
    named, address = {"client_id": CLIENT}, {"x-forwarded-for": source}
    asked = (await client.post("/oauth/device_authorization", data=named | load.DEVICE, headers=address)).raise_for_status().json()
    poll = named | {"grant_type": load.DEVICE_CODE, "device_code": asked["device_code"]}
    if (await client.post("/oauth/token", data=poll, headers=address)).status_code != 400:
        raise RuntimeError("a device was let in that nobody had approved")
    headers = address | {name.replace("_", "-"): value for name, value in manager.headers.items()}
    for verb in ("look", "approve"):
        (await client.post(f"/api/device-grants/{verb}", json={"user_code": asked["user_code"]}, headers=headers)).raise_for_status()
    (await client.post("/oauth/token", data=poll, headers=address)).raise_for_status()


def _check(url: str, most: int) -> None:
    """Every request that was delivered is a device, and none was made twice."""

    async def count(database: Any) -> Any:
        return await fetch_row(
            database,
            """SELECT (SELECT count(*) FROM device_grants WHERE state = 'delivered') AS delivered,
            (SELECT count(*) FROM devices) AS devices, (SELECT count(*) FROM audit WHERE action = 'DEVICE_PAIR') AS told""",
        )

    counted = inside(url, count)
    if not 0 < counted["delivered"] == counted["devices"] == counted["told"] < most:
        raise RuntimeError(f"the counts do not agree: {dict(counted)}")
