"""A PostgreSQL that may be broken: the tests here stop, freeze and demote it, and leave it as they found it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from handfast.kernel.time import SECOND
from handfast.lan import certificate
from tests.support.postgres import Cluster
from tests.support.server import Server

PASSWORD = "p@ss:w/rd?#%&=+ü"


@pytest.fixture(scope="package")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """It speaks TLS with whoever wants it, and asks the user `secretive` for a password."""
    cluster = Cluster()
    pair = certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1", int(datetime.now(UTC).timestamp()) * SECOND)
    try:
        cluster.start(lines=["host all secretive 127.0.0.1/32 scram-sha-256"])
        cluster.speak_tls(*pair)
        cluster.execute(f"CREATE ROLE secretive LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def node(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with people in it, on a database of its own."""
    server = Server(cluster.create(), tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()
