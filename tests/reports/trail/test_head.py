"""Who cuts off the newest rows of the trail is found out, also when the server has written more since."""

import pytest

from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM
from handfast.kernel.secrets import Key, Retired
from handfast.reports.trail.chain import seal, verify
from tests.reports.trail.test_seals import run, verdict
from tests.support.inside import rows, run_job, use
from tests.support.server import Server

NAME = "head of the trail"


@pytest.fixture
def sealed(server: Server) -> int:
    """The number of the newest row of an intact trail that begins here."""
    emptied = [Statement("DELETE FROM audit"), Statement("DELETE FROM server_state WHERE name = $1", (NAME,))]
    server.call(server.application.database.execute_batch(emptied))
    for _ in range(4):
        server.pair()
    assert verdict(server).faults == []
    (end,) = rows(server, "SELECT MAX(sealed_number) AS number FROM audit")
    number: int = end["number"]
    return number


def cut(server: Server, after: int) -> None:
    run(server, "DELETE FROM audit WHERE sealed_number > $1 RETURNING id", after)


def test_a_cut_end_is_noticed(server: Server, sealed: int) -> None:
    cut(server, sealed - 2)
    (fault, *_) = verdict(server).faults
    assert fault.startswith("2 rows at the end are missing that were there at 2026-01-20T")


def test_a_cut_end_stays_noticed_when_the_server_goes_on(server: Server, sealed: int) -> None:
    cut(server, sealed - 2)
    use(server, seal, None, SYSTEM)
    server.pair()
    faults = verdict(server).faults
    assert any(fault.endswith(": 2 rows are missing") for fault in faults), faults
    (alert,) = rows(server, "SELECT details FROM audit WHERE action = 'ALERT' AND subject_kind = 'server'")
    assert "2 rows at the end are missing" in alert["details"]


def test_a_trail_whose_every_row_was_removed_is_noticed(server: Server, sealed: int) -> None:
    cut(server, 0)
    assert f"{sealed} rows at the end are missing" in verdict(server).faults[0]


def test_a_head_that_was_removed_with_the_rows_is_recorded(server: Server, sealed: int) -> None:
    cut(server, sealed - 1)
    server.call(server.application.database.execute_batch([Statement("DELETE FROM server_state WHERE name = $1", (NAME,))]))
    use(server, seal, None, SYSTEM)
    (noted,) = rows(server, "SELECT details FROM audit WHERE action = 'TRAIL_HEAD_KEPT'")
    assert str(sealed - 1) in noted["details"]


@pytest.mark.parametrize("to", ['{"number": 1}', "", '{"number": 1, "seal": "00", "at": 1, "mac": "00"}'])
def test_a_head_that_was_changed_is_noticed(server: Server, sealed: int, to: str) -> None:
    run(server, "UPDATE server_state SET value = $2 WHERE name = $1 RETURNING name", NAME, to)
    (fault,) = use(server, verify, None, SYSTEM).faults
    assert "kept head" in fault
    assert sealed


def test_a_head_survives_the_rotation_and_the_retirement_of_its_key(server: Server, sealed: int) -> None:
    keys, old = server.application.keys, server.application.keys.active
    (end,) = rows(server, "SELECT sealed_number, seal FROM audit WHERE sealed_number = $1", sealed)
    try:
        keys.become(Key(b"n" * 32), None, [], [Retired(old, end["sealed_number"], end["seal"])])
        assert verdict(server).faults == []
        run_job(server, "set silent devices offline")
        assert verdict(server).faults == []
    finally:
        keys.become(old, None, [], ())
