"""What is erased when its time is over, and that the trail stays provable: what is left, and that the server erased the rest."""

import io
import json
from typing import Any

import pytest

from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM
from handfast.kernel.time import DAY
from handfast.reports.trail.chain import verify
from handfast.reports.trail.exports.anchor import compare
from handfast.reports.trail.exports.export import Export, export
from handfast.reports.trail.exports.lines import check
from tests.reports.trail.test_seals import run, verdict
from tests.support.inside import rows, run_job, settings, use
from tests.support.server import Server

JOB = "erase old rows of the audit trail"
NAMES = ("head of the trail", "start of the trail")


@pytest.fixture
def trail(server: Server) -> Server:
    """A trail with the rows of two companies by turns, from today."""
    forget = [Statement("DELETE FROM server_state WHERE name = $1", (name,)) for name in NAMES]
    server.call(server.application.database.execute_batch([Statement("DELETE FROM audit"), *forget]))
    for tenant in (0, 1, 0, 1):
        settings(server, tenant)
        server.pair(tenant)
    assert verdict(server).faults == []
    return server


def of(server: Server, tenant: int) -> list[dict[str, Any]]:
    return rows(server, "SELECT id, at FROM audit WHERE tenant_id = $1", server.tenants[tenant].id)


def erased(server: Server) -> list[dict[str, Any]]:
    return rows(server, "SELECT * FROM audit WHERE action = 'ENTRY_EXPIRED' ORDER BY sealed_number")


def exported(server: Server) -> Any:
    file = io.StringIO()
    use(server, export, Export(file, None, None, "olga"), SYSTEM)
    found = check(server.application.keys, file.getvalue().splitlines(keepends=True))
    assert found.faults == []
    return found.head


def test_without_a_limit_nothing_is_erased(trail: Server) -> None:
    trail.clock.move(4_000 * DAY)
    run_job(trail, JOB)
    assert erased(trail) == []


def test_rows_of_one_company_are_erased_and_those_of_the_other_stay(trail: Server) -> None:
    kept = len(of(trail, 1))
    settings(trail, 0, trail_days=100)
    trail.clock.move(100 * DAY)
    run_job(trail, JOB)
    assert erased(trail) == []
    trail.clock.move(1)
    run_job(trail, JOB)
    assert of(trail, 0) == []
    assert len(of(trail, 1)) == kept
    assert verdict(trail).faults == []
    exported(trail)


def test_a_company_that_is_being_deleted_keeps_its_rows_until_they_go_with_it(trail: Server) -> None:
    """What is erased with a company was announced by number; rows that expire meanwhile would leave room for others."""
    kept, id = of(trail, 0), trail.tenants[0].id
    settings(trail, 0, trail_days=100)
    trail.clock.move(101 * DAY)
    run(trail, "UPDATE tenants SET deleting_at = 1 WHERE id = $1 RETURNING id", id)
    run_job(trail, JOB)
    assert {row["id"] for row in of(trail, 0)} >= {row["id"] for row in kept}
    run(trail, "UPDATE tenants SET deleting_at = NULL WHERE id = $1 RETURNING id", id)
    run_job(trail, JOB)
    assert of(trail, 0) == []


def test_nothing_of_the_content_is_left(trail: Server) -> None:
    settings(trail, 0, trail_days=90)
    trail.clock.move(91 * DAY)
    run_job(trail, JOB)
    assert erased(trail)
    for row in erased(trail):
        left = {name: value for name, value in row.items() if value not in (None, "")}
        assert set(left) == {"id", "at", "action", "outcome", "actor_kind", "subject_kind", "details", "mac", "seal", "sealed_number"}
        assert set(json.loads(left["details"])) == {"erased"}
        assert trail.tenants[0].id not in str(left)


def test_a_beginning_that_is_all_erased_is_deleted_and_the_rest_stays_proven(trail: Server) -> None:
    head = exported(trail)
    for tenant in (0, 1):
        settings(trail, tenant, trail_days=90)
    trail.clock.move(91 * DAY)
    server_row = verdict(trail).rows  # that of the export belongs to no company, and stays
    run_job(trail, JOB)
    assert erased(trail) == []
    assert 0 < verdict(trail).rows < server_row
    assert verdict(trail).faults == []
    assert use(trail, compare, head, SYSTEM) == []
    trail.pair()
    assert verdict(trail).faults == []
    exported(trail)


def test_a_trail_that_is_erased_to_its_end_keeps_its_newest_row(trail: Server) -> None:
    for tenant in (0, 1):
        settings(trail, tenant, trail_days=90)
    trail.clock.move(91 * DAY)
    run_job(trail, JOB)
    run_job(trail, JOB)
    assert len(erased(trail)) == 1
    assert verdict(trail).faults == []
    trail.pair()
    assert verdict(trail).faults == []
    assert rows(trail, "SELECT 1 AS one FROM audit WHERE action = 'ALERT'") == []


def test_whoever_erases_a_row_without_the_key_is_found_out(trail: Server) -> None:
    (chosen, *_) = of(trail, 0)
    settings(trail, 1, trail_days=90)
    trail.clock.move(91 * DAY)
    run_job(trail, JOB)
    genuine = erased(trail)[0]
    forged = "UPDATE audit SET tenant_id = NULL, action = 'ENTRY_EXPIRED', details = $2 WHERE id = $1 RETURNING id"
    run(trail, forged, chosen["id"], genuine["details"])
    assert verdict(trail).faults == [f"row {chosen['id']} was changed"]


def test_whoever_deletes_the_beginning_without_the_key_is_found_out(trail: Server) -> None:
    (second,) = rows(trail, "SELECT id, seal FROM audit WHERE sealed_number = 2")
    run(trail, "DELETE FROM audit WHERE sealed_number <= 2 RETURNING id")
    value = json.dumps({"number": 2, "seal": second["seal"].hex(), "at": 1, "mac": "00" * 32})
    trail.call(
        trail.application.database.execute_batch([Statement("INSERT INTO server_state (name, value) VALUES ($1, $2)", (NAMES[1], value))])
    )
    assert any("2 rows are missing" in fault for fault in use(trail, verify, None, SYSTEM).faults)


def test_more_rows_than_are_erased_together_go_in_one_run_of_the_job(trail: Server) -> None:
    for _ in range(60):
        trail.pair()
    verdict(trail)
    count = len(of(trail, 0))
    assert count > 120
    settings(trail, 0, trail_days=90)
    trail.clock.move(91 * DAY)
    run_job(trail, JOB)
    assert of(trail, 0) == []
    assert verdict(trail).faults == []
