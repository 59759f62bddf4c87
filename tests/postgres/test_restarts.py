"""PostgreSQL is restarted under two nodes at work, once with nothing in between and once with PgBouncer: nothing acknowledged is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.inside import row
from tests.support.pairing import VERIFY, Code, device, many_codes
from tests.support.pgbouncer import PgBouncer
from tests.support.postgres import Cluster
from tests.support.server import Server

CODES = 400
LANES = 8


@pytest.fixture(params=["directly", "through PgBouncer"])
def nodes(request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path) -> Iterator[list[Server]]:
    url = cluster.create()
    bouncer = PgBouncer(cluster, server_login_retry="1") if request.param == "through PgBouncer" else None
    nodes = [Server(bouncer.url(url) if bouncer else url, tmp_path) for _ in range(2)]
    nodes[1].random.begin(2)
    nodes[0].start()
    nodes[1].start(people=False)
    yield nodes
    for node in nodes:
        node.stop()
    if bouncer:
        bouncer.stop()


def pair(node: Server, codes: list[Code], answers: list[tuple[str, int]]) -> None:
    """Each code until it is answered with something else than 503, as a tablet does."""
    with httpx.Client(base_url=node.url, timeout=10) as tablet:
        for code in codes:
            status = 503
            while status == 503:
                answer = tablet.post(VERIFY, json=device(token=code.token), headers={"X-Forwarded-For": node.fresh_address()})
                status = answer.status_code
                answers.append((code.id, status))


def test_a_restart_under_load_is_503_for_a_moment_and_loses_nothing(nodes: list[Server], cluster: Cluster) -> None:
    codes = many_codes(nodes[0], CODES)
    answers: list[tuple[str, int]] = []
    lanes = [threading.Thread(target=pair, args=(nodes[lane % 2], codes[lane::LANES], answers)) for lane in range(LANES)]
    for lane in lanes:
        lane.start()
    for _ in range(2):
        cluster.restart()
    for lane in lanes:
        lane.join(60)

    statuses = {status for _, status in answers}
    assert 200 in statuses
    # 409: the commit stood when the connection broke, so the answer was lost and the code is used.
    assert statuses <= {200, 409, 503}
    acknowledged = [code for code, status in answers if status == 200]
    assert len(acknowledged) == len(set(acknowledged))
    used = row(nodes[0], "SELECT count(*) AS used, count(DISTINCT device_id) AS devices FROM pairing_codes WHERE state = 'used'")
    assert used == {"used": CODES, "devices": CODES}
    for node in nodes:
        node.clock.move(6_000)
        assert node.anonymous().get("/readyz").status_code == 200
