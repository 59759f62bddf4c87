"""From redemption to the managers' sockets with a thousand of them open: spread over a hundred tenants, and all in one room."""

from dataclasses import dataclass

from bench import listeners
from bench.figures import Figure, at_most, percentile
from bench.grounds import Grounds, inside, served
from bench.people import seed

SOCKETS_EACH = 10


@dataclass(frozen=True, slots=True)
class Scene:
    says: str
    tenants: int
    managers_each: int
    pairings: int
    every: float
    """Seconds from one pairing to the next."""

    @property
    def hearers(self) -> int:
        """Sockets that must hear of a pairing: those of one tenant."""
        return self.managers_each * SOCKETS_EACH


# A manager makes at most five codes a minute, and the rounds follow upon one another: one code each a round.
SCENES = (
    Scene("1,000 sockets of 100 tenants", tenants=100, managers_each=1, pairings=100, every=0.05),
    Scene("1,000 sockets in one room", tenants=1, managers_each=100, pairings=12, every=1.0),
)


def measure(grounds: Grounds, kind: str, repeats: int, _seconds: int) -> list[Figure]:
    return [figure for number, scene in enumerate(SCENES) for figure in _one_scene(grounds, kind, repeats, scene, f"live_{kind}_{number}")]


def _one_scene(grounds: Grounds, kind: str, repeats: int, scene: Scene, name: str) -> list[Figure]:
    url = grounds.fresh(kind, name)
    managers = inside(url, lambda database: seed(database, scene.tenants, scene.managers_each))
    waits: list[float] = []
    for repeat in range(repeats):
        with served(url, grounds.folder / name) as server:
            job = {"port": server.port, "managers": managers, "sockets_each": SOCKETS_EACH, "hearers": scene.hearers}
            job |= {"pairings": scene.pairings, "every": scene.every, "first_address": 1 + repeat * scene.pairings}
            grounds.settle()
            heard = listeners.run(job)
            memory = server.megabytes()[0]
        if heard["sockets"] != 1000 or len(heard["milliseconds"]) != heard["expected"]:
            raise RuntimeError(f"{heard['sockets']} sockets, {len(heard['milliseconds'])} of {heard['expected']} events arrived")
        waits += heard["milliseconds"]
    more = {"p50_ms": percentile(waits, 50), "events": len(waits), "server_mb": memory}
    return [at_most(f"{kind}: redemption to event, p99, {scene.says}", percentile(waits, 99), "ms", 250, **more)]
