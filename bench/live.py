"""From redemption to the managers' sockets: a thousand of them spread over a hundred tenants, a thousand and three thousand in one room.

Meanwhile `/healthz` is asked: nobody else may wait while a room is told. Beside it stands the least that can tell a room.
"""

from dataclasses import dataclass
from typing import Any

from bench import listeners
from bench.figures import Figure, at_most, median, percentile
from bench.grounds import Grounds, Served, bare_room, inside, served
from bench.people import seed
from bench.probe import Probe

SOCKETS_EACH = 10
MOST_HEALTH_MS = 50


@dataclass(frozen=True, slots=True)
class Scene:
    says: str
    tenants: int
    managers_each: int
    pairings: int
    every: float
    """Seconds from one pairing to the next."""
    most_ms: int
    sockets_each: int = SOCKETS_EACH

    @property
    def sockets(self) -> int:
        return self.tenants * self.hearers

    @property
    def hearers(self) -> int:
        """Sockets that must hear of a pairing: those of one tenant."""
        return self.managers_each * self.sockets_each


# A manager makes at most five codes a minute, and the rounds follow upon one another: one code each a round.
SCENES = (
    Scene("1,000 sockets of 100 tenants", tenants=100, managers_each=1, pairings=100, every=0.05, most_ms=250),
    Scene("1,000 sockets in one room", tenants=1, managers_each=100, pairings=12, every=1.0, most_ms=250),
    Scene("3,000 sockets in one room", tenants=1, managers_each=300, pairings=12, every=1.0, most_ms=500),
)
FLOOR = "by a bare server"


@dataclass(frozen=True, slots=True)
class Round:
    """One server's answer to one scene."""

    waits: list[float]
    """Milliseconds from each redemption to its event at each socket."""
    health: list[float]
    """Milliseconds of each request to `/healthz` meanwhile."""
    kilobytes: float
    """What a socket added to the most memory that the server had."""


def measure(grounds: Grounds, kind: str, repeats: int, _seconds: int) -> list[Figure]:
    return [figure for number, scene in enumerate(SCENES) for figure in _one_scene(grounds, kind, repeats, scene, f"live_{kind}_{number}")]


def _one_scene(grounds: Grounds, kind: str, repeats: int, scene: Scene, name: str) -> list[Figure]:
    url = grounds.fresh(kind, name)
    managers = inside(url, lambda database: seed(database, scene.tenants, scene.managers_each))
    rounds, floor = [], []
    for repeat in range(repeats):
        with served(url, grounds.folder / name) as server:
            grounds.wait_until_quiet()
            rounds.append(_round(server, scene, managers, 1 + repeat * scene.pairings, bare=False))
        if scene.tenants == 1:
            with bare_room() as server:
                grounds.wait_until_quiet()
                floor.append(_round(server, scene, managers, 1, bare=True))
    return [*_figures(kind, scene, rounds), *(_beside(kind, scene, rounds, floor) if floor else [])]


def heard(grounds: Grounds, kind: str, repeats: int, scene: Scene, name: str) -> list[float]:
    """Milliseconds from each redemption to its event at each socket."""
    waits = list[float]()
    for repeat in range(repeats):
        url = grounds.fresh(kind, f"{name}_{repeat}")  # its managers have made no code yet
        managers = inside(url, lambda database: seed(database, scene.tenants, scene.managers_each))
        with served(url, grounds.folder / name) as server:
            grounds.wait_until_quiet()
            waits += _round(server, scene, managers, 1, bare=False).waits
    return waits


def _round(server: Served, scene: Scene, managers: list[dict[str, Any]], first_address: int, *, bare: bool) -> Round:
    job = {"port": server.port, "managers": managers, "sockets_each": scene.sockets_each, "hearers": scene.hearers, "bare": bare}
    job |= {"pairings": scene.pairings, "every": scene.every, "first_address": first_address}
    before = server.most_megabytes()
    with Probe(server.port) as probe:
        heard = listeners.run(job)
    if heard["sockets"] != scene.sockets or len(heard["milliseconds"]) != heard["expected"]:
        raise RuntimeError(f"{heard['sockets']} sockets, {len(heard['milliseconds'])} of {heard['expected']} events arrived")
    return Round(
        waits=heard["milliseconds"],
        health=probe.during(heard["spans"]),
        kilobytes=(server.most_megabytes() - before) * 1024 / scene.sockets,
    )


def _figures(kind: str, scene: Scene, rounds: list[Round]) -> list[Figure]:
    waits, health = _all([one.waits for one in rounds]), _all([one.health for one in rounds])
    more = {"p50_ms": percentile(waits, 50), "last_ms": max(waits), "events": len(waits)}
    return [
        at_most(f"{kind}: redemption to event, p99, {scene.says}", percentile(waits, 99), "ms", scene.most_ms, **more),
        at_most(f"{kind}: /healthz meanwhile, p99", percentile(health, 99), "ms", MOST_HEALTH_MS, most_ms=max(health), asked=len(health)),
        Figure(f"{kind}: memory for each socket", median([one.kilobytes for one in rounds]), "kB"),
    ]


def _beside(kind: str, scene: Scene, rounds: list[Round], floor: list[Round]) -> list[Figure]:
    took, least = _all([one.waits for one in rounds]), _all([one.waits for one in floor])
    more = {"p50_ms": percentile(least, 50), "last_ms": max(least)}
    return [
        Figure(f"{kind}: {scene.says} {FLOOR}, p99", percentile(least, 99), "ms", more=more),
        Figure(f"{kind}: redemption to event, of that", percentile(took, 99) / percentile(least, 99), "x"),
    ]


def _all(lists: list[list[float]]) -> list[float]:
    return [value for one in lists for value in one]
