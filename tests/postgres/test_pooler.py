"""A PgBouncer between Handfast and PostgreSQL: session pooling serves, any other mode is refused before it fails at random."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handfast.adapters.wakeup import PostgresWakeup
from handfast.db.database import Unavailable
from handfast.db.opening import migrate, must_exist, open_database
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import Cluster
from tests.support.programs import Installation, Programs
from tests.support.rows import fetch_row
from tests.support.server import Server


@pytest.fixture(scope="module")
def by_session(cluster: Cluster) -> Iterator[PgBouncer]:
    bouncer = PgBouncer(cluster)
    yield bouncer
    bouncer.stop()


@pytest.fixture(scope="module")
def pooled(cluster: Cluster, by_session: PgBouncer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two nodes, which together want more sessions than PgBouncer has for them."""
    url = by_session.url(cluster.create())
    nodes = [Server(url, tmp_path_factory.mktemp("data")) for _ in range(2)]
    nodes[1].random.begin(2)
    nodes[0].start()
    nodes[1].start(people=False)
    nodes[1].tenants = nodes[0].tenants
    yield nodes
    for node in nodes:
        node.stop()


async def test_an_empty_database_is_migrated_through_session_pooling(cluster: Cluster, by_session: PgBouncer) -> None:
    url = by_session.url(cluster.create(template="template0"))

    await migrate(url)
    await must_exist(url)

    database = await open_database(url)
    row = await fetch_row(database, "SELECT current_setting('jit') AS jit")
    await database.close()
    assert row is not None
    assert row["jit"] == "off"


def test_two_nodes_serve_a_crowd_with_the_sessions_that_pgbouncer_has(pooled: list[Server]) -> None:
    managers = [node.as_("manager") for node in pooled]
    with ThreadPoolExecutor(24) as crowd:
        answers = list(crowd.map(lambda number: managers[number % 2].get("/api/devices"), range(400)))

    assert {answer.status_code for answer in answers} == {200}
    for node in pooled:
        assert node.anonymous().get("/readyz").json() == {"status": "ready"}
        assert node.pair().client.get("/api/devices/me").status_code == 200


async def test_one_node_wakes_the_other_and_not_itself(cluster: Cluster, by_session: PgBouncer) -> None:
    url = by_session.url(cluster.create())
    heard = [asyncio.Event(), asyncio.Event()]
    nodes = [PostgresWakeup(url, one.set) for one in heard]
    serving = [asyncio.create_task(node.turn()) for node in nodes]
    async with asyncio.timeout(10):
        for one in heard:  # each looks once when its connection stands
            await one.wait()
            one.clear()
        nodes[0].say()
        await heard[1].wait()
    assert not heard[0].is_set()
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)
    for node in nodes:
        node.close()


def test_when_pgbouncer_starts_anew_both_nodes_come_back_by_themselves(pooled: list[Server], by_session: PgBouncer) -> None:
    by_session.end()
    for node in pooled:
        away = node.anonymous().get("/readyz")
        assert (away.status_code, away.headers["retry-after"]) == (503, "2")
    by_session.start()

    for node in pooled:
        node.clock.move(10_000)
        assert node.pair().client.get("/api/devices/me").status_code == 200
        assert node.anonymous().get("/readyz").status_code == 200


@pytest.fixture(params=["transaction", "transaction, in turn", "transaction, many idle", "statement"])
def mixing(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[PgBouncer]:
    mode, _, how = request.param.partition(", ")
    more = {"server_round_robin": "1"} if how else {}
    more |= {"min_pool_size": "5"} if how == "many idle" else {}
    bouncer = PgBouncer(cluster, mode, ignore_startup_parameters="jit", **more)
    yield bouncer
    bouncer.stop()


async def test_a_pooler_that_mixes_up_sessions_is_refused_with_the_reason(
    cluster: Cluster, mixing: PgBouncer, programs: Programs, tmp_path: Path
) -> None:
    url = mixing.url(cluster.create())

    for use in (open_database, migrate, must_exist):
        with pytest.raises(Unavailable, match="pool_mode = session"):
            await use(url)
    for command in (("serve", "--port", "0"), ("doctor",)):
        program = programs.run(Installation(tmp_path, url), *command)
        assert program.wait() == 1
        said = [line for line in (program.errors + program.output).splitlines() if "pool_mode" in line]
        assert len(said) == 1
        assert "Traceback" not in program.errors
