"""Whoever changes or removes a row of the trail is found out by `handfast audit verify`."""

import pytest

from handfast.audit.store import COLUMNS
from handfast.kernel.callers import SYSTEM
from handfast.reports.trail.chain import Verdict, seal, verify
from tests.support.inside import rows, use
from tests.support.rows import commit_row
from tests.support.server import Server


def verdict(server: Server) -> Verdict:
    while use(server, seal, None, SYSTEM):
        pass
    found: Verdict = use(server, verify, None, SYSTEM)
    return found


def run(server: Server, sql: str, *args: object) -> None:
    assert server.call(commit_row(server.application.database, sql, *args)) is not None


@pytest.fixture
def trail(server: Server) -> list[int]:
    """Numbers of the newest rows of a trail that stands, oldest first: four pairings have just been written."""
    for _ in range(4):
        server.pair()
    whole = verdict(server)
    assert whole.faults == []
    ids = [row["id"] for row in rows(server, "SELECT id FROM audit ORDER BY id")]
    assert whole.rows == len(ids)
    return ids[-4:]


OTHER = {"at": 1, "outcome": "refused"}
"""What a column may hold instead, where any text would not do."""


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_named(server: Server, trail: list[int], column: str) -> None:
    changed = trail[1]
    (as_written,) = rows(server, f"SELECT {column} FROM audit WHERE id = $1", changed)
    run(server, f"UPDATE audit SET {column} = $2 WHERE id = $1 RETURNING id", changed, OTHER.get(column, "something else"))
    assert verdict(server).faults == [f"row {changed} was changed"]
    run(server, f"UPDATE audit SET {column} = $2 WHERE id = $1 RETURNING id", changed, as_written[column])
    assert verdict(server).faults == []


def test_a_change_inside_the_details_is_named(server: Server, trail: list[int]) -> None:
    changed = trail[1]
    (as_written,) = rows(server, "SELECT details FROM audit WHERE id = $1", changed)
    run(server, "UPDATE audit SET details = details || ' ' WHERE id = $1 RETURNING id", changed)
    assert verdict(server).faults == [f"row {changed} was changed"]
    run(server, "UPDATE audit SET details = $2 WHERE id = $1 RETURNING id", changed, as_written["details"])


def test_a_forged_digest_or_seal_is_named(server: Server, trail: list[int]) -> None:
    _, forged, after, _ = trail
    (as_written,) = rows(server, "SELECT mac, seal FROM audit WHERE id = $1", forged)
    run(server, "UPDATE audit SET mac = $2 WHERE id = $1 RETURNING id", forged, b"\x00" * 32)
    assert verdict(server).faults == [f"row {forged} was changed"]
    run(server, "UPDATE audit SET mac = $2, seal = $3 WHERE id = $1 RETURNING id", forged, as_written["mac"], b"\x00" * 32)
    assert verdict(server).faults == [f"row {forged} does not follow the one before it", f"row {after} does not follow the one before it"]
    run(server, "UPDATE audit SET seal = $2 WHERE id = $1 RETURNING id", forged, as_written["seal"])
    assert verdict(server).faults == []


def test_a_row_that_was_removed_is_missed(server: Server, trail: list[int]) -> None:
    _, gone, after, _ = trail
    columns = ", ".join(("id", "sealed_number", "seal", "mac", *COLUMNS))
    (as_written,) = rows(server, f"SELECT {columns} FROM audit WHERE id = $1", gone)
    run(server, "DELETE FROM audit WHERE id = $1 RETURNING id", gone)
    assert verdict(server).faults == [f"before row {after}: 1 rows are missing"]
    places = ", ".join(f"${number}" for number in range(1, len(as_written) + 1))
    run(server, f"INSERT INTO audit ({columns}) VALUES ({places}) RETURNING id", *as_written.values())
    assert verdict(server).faults == []


def test_a_row_that_is_not_sealed_yet_is_checked_too(server: Server) -> None:
    verdict(server)
    server.pair()
    (last,) = rows(server, "SELECT id, actor_name FROM audit WHERE seal IS NULL ORDER BY id DESC LIMIT 1")
    run(server, "UPDATE audit SET actor_name = 'Nobody' WHERE id = $1 RETURNING id", last["id"])
    assert use(server, verify, None, SYSTEM).faults == [f"row {last['id']} was changed"]
    run(server, "UPDATE audit SET actor_name = $2 WHERE id = $1 RETURNING id", last["id"], last["actor_name"])
