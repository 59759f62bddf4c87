"""Whatever the wall clocks of the machines say, all agree when a code is over, and a jump of one leaves nothing behind."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from handfast.ceremonies.pairing.qr import read_link
from handfast.db.opening import open_database
from handfast.kernel.time import HOUR, MINUTE, SECOND, parse
from tests.support.blocking import blocking
from tests.support.pairing import device
from tests.support.postgres import Cluster
from tests.support.programs import Installation, Programs, answering, free_port
from tests.support.rows import commit_row

OWNER, PASSWORD = "owner@example.com", "ordinary-walnut-kettle"
NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now"
MOVE = "UPDATE pairing_codes SET expires_at = $2 WHERE id = $1 RETURNING id"


@dataclass
class Node:
    """A server as a process of its own, on a machine whose wall clock a test sets."""

    client: httpx.Client
    wall_clock: Path

    def set_wall_clock(self, ahead: int) -> None:
        """Milliseconds from the right time."""
        part = self.wall_clock.with_suffix(".part")
        part.write_text(str(ahead // SECOND))
        part.replace(self.wall_clock)

    def codes(self, count: int) -> list[dict[str, Any]]:
        """In one request: a person may make five a minute."""
        made = self.client.post("/api/invites", json={"count": count})
        assert made.status_code == 201, made.text
        codes: list[dict[str, Any]] = made.json()["invites"]
        return codes

    def redeem(self, code: dict[str, Any]) -> tuple[int, str]:
        link = read_link(code["url"])
        assert link is not None
        answer = self.client.post("/api/pairing/verify", json=device(token=link[1]))
        return answer.status_code, answer.json().get("code", "")


def begin(programs: Programs, where: Installation, wall_clock: Path, ahead: int) -> Node:
    node, port = Node(httpx.Client(), wall_clock), free_port()
    node.set_wall_clock(ahead)
    node.client = answering(programs.start(where, "serve", "--port", str(port), wall_clock=wall_clock), port)
    session = node.client.post("/api/session", json={"email": OWNER, "password": PASSWORD})
    assert session.status_code == 200, session.text
    node.client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    return node


def installation(programs: Programs, url: str, folder: Path) -> Installation:
    where = Installation(folder, url)
    done = programs.run(where, "setup", "--tenant", "Walnut House", "--owner-email", OWNER, "--owner-password-stdin", stdin=PASSWORD)
    assert done.wait() == 0, done.errors
    assert json.loads(done.output)["owner_email"] == OWNER
    return where


@dataclass
class Pair:
    nodes: list[Node]
    url: str

    def ask(self, sql: str, column: str, *args: Any) -> Any:
        async def run() -> Any:
            database = await open_database(self.url, 1)
            try:
                row = await commit_row(database, sql, *args)
            finally:
                await database.close()
            assert row is not None
            return row[column]

        return blocking(run())

    def set_end(self, code: dict[str, Any], from_now: int) -> None:
        self.ask(MOVE, "id", code["id"], self.ask(NOW, "now") + from_now)


@pytest.fixture(scope="module")
def pair(cluster: Cluster, programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One node's machine is an hour ahead, the other's an hour late."""
    url, folder = cluster.create(), tmp_path_factory.mktemp("data")
    where = installation(programs, url, folder)
    nodes = [begin(programs, where, folder / f"ahead{number}", ahead) for number, ahead in enumerate((HOUR, -HOUR))]
    yield Pair(nodes, url)
    for node in nodes:
        node.client.close()


@pytest.mark.parametrize(("maker", "other"), [(0, 1), (1, 0)], ids=["made ahead", "made behind"])
def test_a_code_of_one_node_is_good_at_the_other_for_its_quarter_of_an_hour_and_no_longer(pair: Pair, maker: int, other: int) -> None:
    made, there = pair.nodes[maker], pair.nodes[other]
    fresh, *over = made.codes(3)
    ends = parse(fresh["expires_at"])
    assert ends is not None
    assert abs(ends - pair.ask(NOW, "now") - 15 * MINUTE) < MINUTE
    assert there.redeem(fresh)[0] == 200

    not_yet = made.codes(2)
    for code in over:
        pair.set_end(code, -SECOND)
    for code in not_yet:
        pair.set_end(code, MINUTE)
    assert [made.redeem(over[0]), there.redeem(over[1])] == [(410, "CODE_EXPIRED")] * 2
    assert [made.redeem(not_yet[0])[0], there.redeem(not_yet[1])[0]] == [200, 200]


def test_every_node_goes_on_asking_the_database_for_the_time(pair: Pair) -> None:
    for node in pair.nodes:
        figures = node.client.get("/metrics").text
        assert 'handfast_job_failures_total{job="ask the database for the time"} 0.0' in figures


def test_a_wall_clock_that_is_set_under_a_running_node_changes_nothing(pair: Pair) -> None:
    node = pair.nodes[0]
    code, later = node.codes(2)
    for ahead in (24 * HOUR, -24 * HOUR):
        node.set_wall_clock(ahead)
        assert node.client.get("/api/session").status_code == 200
    assert node.redeem(code)[0] == 200
    node.set_wall_clock(0)
    assert node.redeem(later)[0] == 200


def test_on_sqlite_a_wall_clock_that_jumps_ahead_and_is_put_right_leaves_nothing(programs: Programs, tmp_path: Path) -> None:
    where = installation(programs, f"sqlite:///{tmp_path / 'handfast.db'}", tmp_path)
    node = begin(programs, where, tmp_path / "ahead", 0)
    [code] = node.codes(1)
    node.set_wall_clock(HOUR)
    assert node.redeem(code) == (410, "CODE_EXPIRED")
    node.set_wall_clock(0)
    assert node.redeem(code)[0] == 200
    node.client.close()
