"""An export of the trail: what is in it, and that the database must still have what it proves."""

import io
import json
from typing import Any

import pytest

from handfast.kernel.callers import SYSTEM
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason, Refused
from handfast.reports.trail.exports.anchor import compare
from handfast.reports.trail.exports.export import Export, export
from handfast.reports.trail.exports.lines import check
from tests.reports.trail.test_seals import run, verdict
from tests.support.inside import rows, use
from tests.support.server import Server


@pytest.fixture
def file(server: Server) -> io.StringIO:
    for tenant in (0, 1, 0):
        server.pair(tenant)
    assert verdict(server).faults == []
    return io.StringIO()


def lines(file: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.getvalue().splitlines(keepends=True)]


def checked(server: Server, file: io.StringIO) -> Any:
    found = check(server.application.keys, file.getvalue().splitlines(keepends=True))
    assert found.faults == []
    return found.head


def test_an_export_has_every_row_and_proves_itself(server: Server, file: io.StringIO) -> None:
    count = use(server, export, Export(file, None, None, "olga"), SYSTEM)
    head = checked(server, file)
    (first, *exported, _) = lines(file)
    assert first["tenant_id"] is None
    assert [row["number"] for row in exported] == list(range(1, count + 1))
    assert (head["rows"], head["number"]) == (count, count)
    assert use(server, compare, head, SYSTEM) == []
    (recorded,) = rows(server, "SELECT tenant_id, details FROM audit WHERE action = 'TRAIL_EXPORTED' ORDER BY id DESC LIMIT 1")
    assert recorded["tenant_id"] is None
    assert json.loads(recorded["details"]) == {"count": count, "by": "olga"}


def test_the_export_of_a_company_has_its_rows_and_no_others(server: Server, file: io.StringIO) -> None:
    tenant_id = server.tenants[1].id
    use(server, export, Export(file, tenant_id, None, "olga"), SYSTEM)
    checked(server, file)
    assert {row["tenant_id"] for row in lines(file)[1:-1]} == {tenant_id}
    own = server.as_("manager", 1).get("/api/audit", params={"action": "TRAIL_EXPORTED"}).json()["items"]
    assert "The audit trail was exported" in own[0]["sentence"]


def test_an_export_can_begin_at_a_moment(server: Server, file: io.StringIO) -> None:
    since = server.clock.now()
    server.clock.move(60_000)
    server.pair()
    verdict(server)
    use(server, export, Export(file, None, since + 1, "olga"), SYSTEM)
    checked(server, file)
    exported = lines(file)[1:-1]
    assert exported
    assert all(row["at"] > since for row in exported)


def test_an_unknown_company_is_refused(server: Server, file: io.StringIO) -> None:
    command = Export(file, TenantId("nobody"), None, "olga")
    assert server.call(server.application.run(export, command, SYSTEM)) == Refused(Reason.NOT_FOUND)
    assert file.getvalue() == ""


def test_rows_that_the_file_proves_are_missed_in_the_database(server: Server, file: io.StringIO) -> None:
    use(server, export, Export(file, None, None, "olga"), SYSTEM)
    head = checked(server, file)
    (gone,) = rows(server, "SELECT id, seal FROM audit WHERE sealed_number = $1", head["number"])
    run(server, "UPDATE audit SET seal = $2 WHERE id = $1 RETURNING id", gone["id"], b"\x00" * 32)
    assert "is not the one that ended the trail" in use(server, compare, head, SYSTEM)[0]
    run(server, "UPDATE audit SET seal = $2 WHERE id = $1 RETURNING id", gone["id"], gone["seal"])
    run(server, "DELETE FROM audit WHERE sealed_number >= $1 OR seal IS NULL RETURNING id", head["number"])
    assert "rows at the end are missing" in use(server, compare, head, SYSTEM)[0]
