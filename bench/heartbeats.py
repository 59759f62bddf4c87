"""Heartbeats of RustDesk devices: as many as go in, beside the bare framework; and those of 20,000 devices while others pair."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from bench import load
from bench.figures import Figure, at_least, at_most, median
from bench.grounds import Grounds, Served, bare, inside, served
from bench.people import seed, seed_devices
from handfast.devices.store import SEEN_TOGETHER
from tests.support.rows import fetch_row

CONNECTIONS = 16
DEVICES = 20_000
EVERY = 15
PACED_SECONDS = 20
PAIRINGS_PER_SECOND = 10
TENANTS = 200
FASTAPI, LEAN = "bare FastAPI", "bare Starlette"


def measure(grounds: Grounds, kind: str, repeats: int, seconds: int) -> list[Figure]:
    url = grounds.fresh(kind, f"heartbeats_{kind}")
    managers = inside(url, lambda database: seed(database, TENANTS))
    tenant_id = managers[0]["tenant_id"]
    inside(url, lambda database: seed_devices(database, tenant_id, DEVICES))
    path = f"/t/{tenant_id}/api/heartbeat"
    return [
        *_as_many_as_go(grounds, kind, url, path, repeats, seconds),
        *_while_others_pair(grounds, kind, url, path, managers),
    ]


def _as_many_as_go(grounds: Grounds, kind: str, url: str, path: str, repeats: int, seconds: int) -> list[Figure]:
    with ExitStack() as stack:
        servers = {
            kind: (stack.enter_context(served(url, grounds.folder / f"heartbeats_{kind}")), path),
            FASTAPI: (stack.enter_context(bare("fastapi")), "/api/heartbeat"),
            LEAN: (stack.enter_context(bare("lean")), "/api/heartbeat"),
        }
        for server, to in servers.values():
            _send_heartbeats(server, to, seconds=60, most=DEVICES)  # once around: every device is known by then
        results: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
        for _ in range(repeats):
            for name, (server, to) in servers.items():
                grounds.wait_until_quiet()
                results[name].append(_send_heartbeats(server, to, seconds=seconds))
    rates = {name: median([one["per_second"] for one in found]) for name, found in results.items()}
    more = {key: median([one[key] for one in results[kind]]) for key in ("p50_ms", "p99_ms", "cpu_us")}
    return [
        at_least(f"{kind}: heartbeats", rates[kind], "/s", DEVICES / EVERY, **more),
        Figure(f"{kind}: an empty answer by {FASTAPI}", rates[FASTAPI], "/s"),
        Figure(f"{kind}: an empty answer by {LEAN}", rates[LEAN], "/s"),
        at_least(f"{kind}: heartbeats, of {FASTAPI}", 100 * rates[kind] / rates[FASTAPI], "%", 70),
        Figure(f"{kind}: heartbeats, of {LEAN}", 100 * rates[kind] / rates[LEAN], "%"),
    ]


def _while_others_pair(grounds: Grounds, kind: str, url: str, path: str, managers: list[dict[str, Any]]) -> list[Figure]:
    """And then the same pairings without heartbeats: what they cost is the difference. In this order, so that no device falls silent."""
    before = _heartbeats_written(url)
    with served(url, grounds.folder / f"heartbeats_{kind}") as server:
        with ThreadPoolExecutor() as threads:
            online = threads.submit(_send_heartbeats, server, path, seconds=PACED_SECONDS, per_second=DEVICES / EVERY)
            meanwhile = _pair(server, managers, 1)
            heartbeats = online.result()
        alone = _pair(server, managers, 100_000)
    written = _heartbeats_written(url) - before
    if not 0 <= heartbeats["done"] - written <= SEEN_TOGETHER:  # a stop may cut one batch short
        raise RuntimeError(f"{heartbeats['done']} heartbeats were answered and {written} written down")
    more = {key: heartbeats[key] for key in ("p50_ms", "p99_ms", "cpu_us")}
    return [
        at_least(f"{kind}: heartbeats of 20,000 devices, kept up", heartbeats["per_second"], "/s", 0.99 * DEVICES / EVERY, **more),
        Figure(f"{kind}: pairing without heartbeats, p99", alone["p99_ms"], "ms", more={"p50_ms": alone["p50_ms"]}),
        at_most(f"{kind}: pairing meanwhile, p99", meanwhile["p99_ms"], "ms", 250, p50_ms=meanwhile["p50_ms"]),
    ]


def _send_heartbeats(server: Served, path: str, **more: Any) -> dict[str, Any]:
    before = server.cpu_seconds()
    result = load.run({"work": "heartbeats", "path": path, "devices": DEVICES, "port": server.port, "connections": CONNECTIONS} | more)
    return result | {"cpu_us": (server.cpu_seconds() - before) / result["done"] * 1e6}


def _pair(server: Served, managers: list[dict[str, Any]], first_address: int) -> dict[str, Any]:
    job = {"work": "invites", "by": "codeId", "managers": managers, "port": server.port, "connections": CONNECTIONS}
    return load.run(job | {"seconds": PACED_SECONDS, "per_second": PAIRINGS_PER_SECOND, "first_address": first_address})


def _heartbeats_written(url: str) -> int:
    """A server that stops writes down what it has heard: call it before one starts and after it stopped."""
    counted = inside(url, lambda database: fetch_row(database, "SELECT sum(heartbeats) AS heartbeats FROM rustdesk"))
    return int(counted["heartbeats"])
