"""Bearer checks per second: a device asks who it is, the server looks its token up in the database, every time."""

from contextlib import ExitStack
from typing import Any

from bench import load
from bench.figures import Figure, at_least, median
from bench.grounds import Grounds, Served, bare, inside, served
from bench.people import seed

CONNECTIONS = 16
DEVICES = 200
TENANTS = 200
WARM_UP = 1
FASTAPI, LEAN = "bare FastAPI", "bare Starlette"


def measure(grounds: Grounds, kind: str, repeats: int, seconds: int) -> list[Figure]:
    url = grounds.fresh(kind, f"bearer_{kind}")
    managers = inside(url, lambda database: seed(database, TENANTS))
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(served(url, grounds.folder / f"bearer_{kind}")),
            FASTAPI: stack.enter_context(bare("fastapi")),
            LEAN: stack.enter_context(bare("lean")),
        }
        tokens = _pair(servers[kind], managers)
        for server in servers.values():
            _ask(server, tokens, WARM_UP)
        results: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
        for _ in range(repeats):
            for name, server in servers.items():
                grounds.wait_until_quiet()
                results[name].append(_ask(server, tokens, seconds))
    rates = {name: median([one["per_second"] for one in found]) for name, found in results.items()}
    more = {key: median([one[key] for one in results[kind]]) for key in ("p50_ms", "p99_ms", "cpu_us")}
    return [
        Figure(f"{kind}: bearer checks", rates[kind], "/s", more=more),
        Figure(f"{kind}: the same body by {FASTAPI}", rates[FASTAPI], "/s"),
        Figure(f"{kind}: the same body by {LEAN}", rates[LEAN], "/s"),
        at_least(f"{kind}: bearer checks, of {FASTAPI}", 100 * rates[kind] / rates[FASTAPI], "%", 60),
        Figure(f"{kind}: bearer checks, of {LEAN}", 100 * rates[kind] / rates[LEAN], "%"),
    ]


def _pair(server: Served, managers: list[dict[str, Any]]) -> list[str]:
    job = {"work": "invites", "by": "codeId", "managers": managers, "port": server.port, "connections": CONNECTIONS}
    tokens: list[str] = load.run(job | {"seconds": 30, "most": DEVICES, "first_address": 1, "keep_tokens": True})["tokens"]
    return tokens


def _ask(server: Served, tokens: list[str], seconds: int) -> dict[str, Any]:
    before = server.cpu_seconds()
    result = load.run({"work": "bearer", "tokens": tokens, "port": server.port, "connections": CONNECTIONS, "seconds": seconds})
    return result | {"cpu_us": (server.cpu_seconds() - before) / result["done"] * 1e6}
