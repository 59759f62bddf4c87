"""Whoever changes or removes a row of the trail is found out by `handfast audit verify`."""

from handfast.kernel.callers import SYSTEM
from handfast.reports.trail.chain import Verdict, seal, verify
from tests.support.pairing import rows, use
from tests.support.server import Server


def verdict(server: Server) -> Verdict:
    while use(server, seal, None, SYSTEM):
        pass
    found: Verdict = use(server, verify, None, SYSTEM)
    return found


def run(server: Server, sql: str, *args: object) -> None:
    assert server.call(server.world.database.at_once(sql, *args)) is not None


def test_an_untouched_trail_stands_and_each_kind_of_tampering_is_named(server: Server) -> None:
    for _ in range(4):
        server.pair()
    before = verdict(server)
    assert before.faults == []
    ids = [row["id"] for row in rows(server, "SELECT id FROM audit ORDER BY id")]
    assert before.rows == len(ids)

    changed, gone, forged = ids[2], ids[4], ids[-1]
    run(server, "UPDATE audit SET address = '203.0.113.1' WHERE id = $1 RETURNING id", changed)
    assert verdict(server).faults == [f"row {changed} was changed"]
    run(server, "DELETE FROM audit WHERE id = $1 RETURNING id", gone)
    assert verdict(server).faults == [f"row {changed} was changed", f"before row {ids[5]}: 1 rows are missing"]
    run(server, "UPDATE audit SET mac = $2 WHERE id = $1 RETURNING id", forged, b"\x00" * 32)
    assert f"row {forged} was changed" in verdict(server).faults


def test_a_row_that_is_not_sealed_yet_is_checked_too(server: Server) -> None:
    verdict(server)
    server.pair()
    (last,) = rows(server, "SELECT max(id) AS id FROM audit WHERE seal IS NULL")
    run(server, "UPDATE audit SET actor_name = 'Nobody' WHERE id = $1 RETURNING id", last["id"])
    assert f"row {last['id']} was changed" in use(server, verify, None, SYSTEM).faults
