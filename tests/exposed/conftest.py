"""A server with no proxy in front: each address of this machine is a source of its own. Limits of time are small, so nothing waits."""

from collections.abc import Iterator

import pytest

from handfast.edge.connections import ConnectionLimits
from tests.support.server import Server

PATIENT = 3600.0
"""A limit of time that is not what the test is about."""
SHORT = 0.2


def limits(**changed: float) -> ConnectionLimits:
    """Only what is named can end a connection."""
    patient = {"head_seconds": PATIENT, "idle_seconds": PATIENT, "linger_seconds": PATIENT, "stall_seconds": PATIENT, "sweep_seconds": 0.05}
    return ConnectionLimits(**(patient | {"total": 10_000} | changed))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def bare(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The edge knows no database: one kind will do."""
    server = Server(sqlite_url, tmp_path_factory.mktemp("data"), trusted_proxies=(), limits=limits())
    server.start()
    yield server
    server.stop()
