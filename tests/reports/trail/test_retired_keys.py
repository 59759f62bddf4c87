"""The trail is proven across a rotation and after the old key was retired; who has the retired key changes nothing unnoticed."""

import pytest

from handfast.audit.store import COLUMNS, mac
from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM
from handfast.kernel.secrets import Key, Keys, Retired
from handfast.reports.trail.chain import end, next_seal
from tests.reports.trail.test_seals import run, verdict
from tests.support.inside import rows, use
from tests.support.pairing import NEVER_GIVEN, verify
from tests.support.server import SECRET_KEY, Server

OLD, NEW = Key(SECRET_KEY), Key(b"n" * 32)


@pytest.fixture
def keys(server: Server) -> Keys:
    """Those of the server, after the rotation; the trail has rows from before it and after it."""
    keys = server.application.keys
    keys.become(OLD, None, [], ())
    emptied = [Statement("DELETE FROM audit"), Statement("DELETE FROM server_state WHERE name = 'head of the trail'")]
    server.call(server.application.database.execute_batch(emptied))
    server.pair()
    assert verdict(server).faults == []
    keys.become(NEW, None, [OLD], ())
    server.pair()
    return keys


def retire(server: Server, keys: Keys) -> int:
    """The number at which the trail ends."""
    assert verdict(server).faults == []
    at = use(server, end, None, SYSTEM)
    keys.become(NEW, None, [], [Retired(OLD, at.sealed_number, at.seal)])
    verify(server, code=NEVER_GIVEN)
    verify(server, code=NEVER_GIVEN)
    number: int = at.sealed_number
    return number


def forge(server: Server, key: Key, first: int) -> None:
    """Rewrites the trail from the row with this number on, as who holds this key can."""
    columns = ", ".join(COLUMNS)
    sql = f"SELECT id, sealed_number, {columns} FROM audit WHERE sealed_number >= $1 ORDER BY sealed_number"
    (before,) = rows(server, "SELECT seal FROM audit WHERE sealed_number = $1", first - 1)
    previous = before["seal"]
    for row in rows(server, sql, first):
        row["actor_name"] = "Nobody"
        digest = mac(key, [row[column] for column in COLUMNS])
        previous = next_seal(key, previous, digest)
        change = "UPDATE audit SET actor_name = 'Nobody', mac = $2, seal = $3 WHERE id = $1 RETURNING id"
        run(server, change, row["id"], digest, previous)


def test_the_trail_is_intact_before_and_after_the_rotation_and_after_the_retirement(server: Server, keys: Keys) -> None:
    assert verdict(server).faults == []
    retire(server, keys)
    assert verdict(server).faults == []


def test_without_the_retired_key_its_rows_are_not_proven(server: Server, keys: Keys) -> None:
    until = retire(server, keys)
    assert verdict(server).faults == []
    keys.become(NEW, None, [], ())
    assert 0 < len(verdict(server).faults) <= until


def test_a_row_that_the_retired_key_digested_after_its_end_is_named(server: Server, keys: Keys) -> None:
    until = retire(server, keys)
    assert verdict(server).faults == []
    forge(server, OLD, until + 1)
    (row,) = rows(server, "SELECT id FROM audit WHERE sealed_number = $1", until + 1)
    assert f"row {row['id']} was changed" in verdict(server).faults


def test_who_has_the_retired_key_cannot_rewrite_its_own_time(server: Server, keys: Keys) -> None:
    until = retire(server, keys)
    assert verdict(server).faults == []
    forge(server, OLD, until)
    (row,) = rows(server, "SELECT id FROM audit WHERE sealed_number = $1", until)
    assert f"row {row['id']} is not the one that ended the trail when the key {OLD.id} was retired" in verdict(server).faults


def test_a_tail_that_was_cut_off_before_the_end_of_a_retired_key_is_missed(server: Server, keys: Keys) -> None:
    until = retire(server, keys)
    run(server, "DELETE FROM audit WHERE sealed_number >= $1 OR seal IS NULL RETURNING id", until)
    assert f"the last 1 rows that were there when the key {OLD.id} was retired are missing" in verdict(server).faults
