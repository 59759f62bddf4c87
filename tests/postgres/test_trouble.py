"""PostgreSQL is demoted, frozen or broken under a running server: 503 until it serves again, and then as before, without a restart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator

import httpx
import pytest

from handfast.db import time_limit
from handfast.db.database import Database, Unavailable
from handfast.db.opening import open_database
from handfast.db.time_limit import shared_time_limit
from tests.support.flood import Answer, Connection, crowd
from tests.support.pairing import VERIFY, device, many_codes
from tests.support.postgres import Cluster
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import Server

# Whoever waits longer than this has been left alone.
LONGEST = 6.0
# More than there are sessions.
WAITING = 40
RAISE = """CREATE FUNCTION raise_state(state TEXT) RETURNS INT LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'as the test wants it' USING ERRCODE = state; END $$"""


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert int(answer.headers["retry-after"]) >= 1
    return answer.status_code, answer.json()["code"]


def ready(node: Server) -> int:
    """Asked as a balancer asks, some seconds after it asked before."""
    node.clock.move(6_000)
    return node.anonymous().get("/readyz").status_code


@pytest.fixture
def demoted(cluster: Cluster) -> Iterator[Cluster]:
    yield cluster
    cluster.set(default_transaction_read_only="off")


def test_a_primary_that_was_demoted_is_left_and_used_again_when_it_writes(node: Server, demoted: Cluster) -> None:
    owner, codes = node.as_("owner"), many_codes(node, 8)
    assert ready(node) == 200
    demoted.set(default_transaction_read_only="on")

    for code in codes[:4]:
        assert problem(node.anonymous().post(VERIFY, json=device(token=code.token))) == (503, "UNAVAILABLE")
    away = node.anonymous().get("/readyz")
    assert (away.status_code, away.json(), away.headers["retry-after"]) == (503, {"status": "no writes"}, "2")
    assert owner.get("/api/devices").status_code == 200, "what is only read is served"
    assert node.anonymous().get("/healthz").status_code == 200

    demoted.set(default_transaction_read_only="off")
    assert ready(node) == 200
    for code in codes:
        assert node.anonymous().post(VERIFY, json=device(token=code.token)).status_code == 200


async def test_after_a_failover_the_new_primary_is_found_by_the_server_that_runs(
    cluster: Cluster, postgres: Cluster, demoted: Cluster
) -> None:
    for one in (cluster, postgres):
        one.create("pair")
    database = await open_database(f"postgresql://handfast@127.0.0.1:{cluster.port},127.0.0.1:{postgres.port}/pair")
    where = "INSERT INTO server_state (name, value) VALUES ($1, '') RETURNING current_setting('port') AS port"
    before = await commit_row(database, where, "before")
    demoted.set(default_transaction_read_only="on")
    # The signal is on its way to each session.
    async with asyncio.timeout(10):
        refused = None
        while refused is None:
            try:
                during = await commit_row(database, where + "  ", f"during {id(object())}")
            except Unavailable as error:
                refused = str(error)
            else:
                if during is not None and during["port"] == str(postgres.port):
                    refused = "read-only"

    after = await commit_row(database, where, "after")

    assert "read-only" in refused
    assert before is not None
    assert after is not None
    assert (before["port"], after["port"]) == (str(cluster.port), str(postgres.port))
    await database.close()
    postgres.drop(postgres.url("pair"))


@pytest.fixture
async def raising(cluster: Cluster) -> AsyncIterator[Database]:
    database = await open_database(cluster.create())
    await fetch_rows(database, RAISE)
    yield database
    await database.close()


async def session(database: Database) -> int:
    row = await fetch_row(database, "SELECT pg_backend_pid() AS number")
    assert row is not None
    return int(row["number"])


@pytest.mark.parametrize("state", ["25006", "57P01", "57P02", "57P03", "08006", "58030", "XX000", "F0000", "26000"])
async def test_a_server_that_is_of_no_use_is_left_with_all_its_sessions(raising: Database, state: str) -> None:
    first = await session(raising)
    with pytest.raises(Unavailable):
        await commit_row(raising, "SELECT raise_state($1)", state)
    assert await session(raising) != first


@pytest.mark.parametrize("state", ["53100", "53200", "55P03", "57014", "42P01", "28000", "3D000"])
async def test_a_statement_that_cannot_run_now_leaves_the_session_alone(raising: Database, state: str) -> None:
    first = await session(raising)
    with pytest.raises(Unavailable):
        await commit_row(raising, "SELECT raise_state($1)", state)
    assert await session(raising) == first


async def test_whatever_waits_for_a_frozen_server_is_answered_in_time(node: Server, cluster: Cluster) -> None:
    owner, tablet = await asyncio.to_thread(lambda: (node.as_("owner"), node.pair()))
    codes = await asyncio.to_thread(many_codes, node, WAITING)
    cookie, bearer = f"handfast={owner.cookies['handfast']}", f"Bearer {tablet.token}"

    def ask(one: Connection, number: int) -> Awaitable[Answer]:
        if number == 0:
            return one.get("/readyz", source)
        if number % 3 == 0:
            return one.post(VERIFY, device(token=codes[number].token), source)
        if number % 3 == 1:
            return one.get("/api/devices", source, Cookie=cookie)
        return one.get("/api/devices/me", source, Authorization=bearer)

    async with crowd(node.url, WAITING) as everybody:
        source = everybody.source()
        cluster.freeze()
        try:
            # The first time sessions are there that do not answer; the second time there are none, and none can be opened.
            for _ in range(2):
                node.clock.move(6_000)
                async with asyncio.timeout(LONGEST):
                    answers = await asyncio.gather(*(ask(one, number) for number, one in enumerate(everybody.connections)))
                assert {status for status, _ in answers} == {503}
        finally:
            cluster.thaw()

    assert await asyncio.to_thread(ready, node) == 200
    for client, path in ((owner, "/api/devices"), (tablet.client, "/api/devices/me")):
        assert (await asyncio.to_thread(client.get, path)).status_code == 200


async def test_the_statements_of_one_request_share_one_patience(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    database = await open_database(cluster.create())
    await fetch_row(database, "SELECT pg_sleep(0.3)")
    await fetch_row(database, "SELECT pg_sleep(0.3)")
    with shared_time_limit():
        await fetch_row(database, "SELECT pg_sleep(0.3)")
        with pytest.raises(Unavailable):
            await fetch_row(database, "SELECT pg_sleep(0.3)")
        with pytest.raises(Unavailable):
            await fetch_row(database, "SELECT 1")
    await fetch_row(database, "SELECT 1")
    await database.close()
