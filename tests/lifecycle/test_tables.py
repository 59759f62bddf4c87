"""The state tables themselves: every table makes sense, the schema holds its states, and a walk tries every pair."""

from typing import Any

import pytest

from handfast.db.database import Database
from handfast.kernel.lifecycle import Lifecycle
from tests.kernel.test_lifecycle import DOOR, Door
from tests.lifecycle.walk import Way, cases, judge
from tests.support.rows import fetch_row
from tools.lifecycles import LIFECYCLES

TABLES = [lifecycle for lifecycle in LIFECYCLES if lifecycle.table is not None]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.thing)
class TestTable:
    def test_every_state_can_be_reached_from_where_it_begins(self, lifecycle: Lifecycle[Any]) -> None:
        reached = set(lifecycle.begins)
        while further := {one.target for one in lifecycle.transitions if reached & set(one.sources)} - reached:
            reached |= further
        assert reached == {*lifecycle.states.__members__.values()}

    def test_a_verb_leads_from_a_state_to_one_state(self, lifecycle: Lifecycle[Any]) -> None:
        led = [(one.verb, source) for one in lifecycle.transitions for source in one.sources]
        assert len(led) == len(set(led))

    def test_all_its_transitions_are_of_its_column(self, lifecycle: Lifecycle[Any]) -> None:
        assert {one.column for one in lifecycle.transitions} == {lifecycle.column}


def test_what_has_ended_stays_so() -> None:
    """A removed device can be restored, and a customer can always link another device."""
    assert {lifecycle.thing: [str(state) for state in lifecycle.final] for lifecycle in LIFECYCLES} == {
        "device": [],
        "device grant": ["denied", "delivered"],
        "pairing code": ["used", "cancelled", "expired"],
        "link": [],
        "request": ["approved", "denied"],
    }


# --- and the schema ---

_CHECKS = {
    "sqlite": "SELECT sql AS said FROM sqlite_master WHERE type = 'table' AND name = $1 AND sql LIKE '%' || $2 || '%'",
    "postgresql": """SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint
        WHERE conrelid = CAST(CAST($1 AS TEXT) AS regclass) AND conname = $2""",
}


@pytest.mark.parametrize("lifecycle", TABLES, ids=lambda lifecycle: lifecycle.thing)
async def test_the_column_holds_those_states_and_no_other(database: Database, database_url: str, lifecycle: Lifecycle[Any]) -> None:
    name = f"{lifecycle.table}_{lifecycle.column}"
    row = await fetch_row(database, _CHECKS[database_url.partition(":")[0]], lifecycle.table, name)
    assert row is not None
    check = row["said"].partition(f"CONSTRAINT {name} ")[2].partition("CONSTRAINT")[0] or row["said"]
    assert sorted(check.split("'")[1::2]) == sorted(lifecycle.states.__members__.values())


# --- and the walks ---


def way(verb: str, **more: Any) -> Way[Any]:
    return Way(verb, "somehow", lambda: None, **more)


ALL = [way("shut"), way("lock"), way("turn")]


def gaps(*ways: Way[Any]) -> list[str]:
    return [str(case.id) for case in cases(DOOR, ways) if case.values[1] is None]


def test_a_walk_tries_every_pair() -> None:
    assert len(cases(DOOR, ALL)) == len(Door) * 3
    assert gaps(*ALL) == []


def test_a_verb_that_nobody_does_is_a_gap_and_so_is_a_state_that_no_way_reaches() -> None:
    assert gaps(*ALL[1:]) == ["open-shut-nobody_does_it", "shut-shut-nobody_does_it", "locked-shut-nobody_does_it"]
    assert gaps(way("shut"), way("lock", reaches={Door.SHUT}), way("turn")) == ["open-lock-nobody_does_it"]
    assert gaps(way("shut"), way("lock", skips={Door.LOCKED}), way("turn")) == ["locked-lock-nobody_does_it"]


@pytest.mark.parametrize(
    ("verb", "before", "refusal", "after"),
    [("lock", Door.OPEN, None, "locked"), ("lock", Door.LOCKED, None, "locked"), ("shut", Door.LOCKED, "STUCK", "locked")],
)
def test_what_obeys_the_table_passes(verb: str, before: Door, refusal: str | None, after: str) -> None:
    judge(DOOR, way(verb), before, refusal, after)


@pytest.mark.parametrize(
    ("verb", "before", "refusal", "after"),
    [
        ("lock", Door.OPEN, None, "open"),
        ("lock", Door.OPEN, "STUCK", "locked"),
        ("shut", Door.LOCKED, "STUCK", "shut"),
        ("shut", Door.LOCKED, None, "locked"),
    ],
)
def test_what_does_not_obey_it_fails(verb: str, before: Door, refusal: str | None, after: str) -> None:
    with pytest.raises(AssertionError):
        judge(DOOR, way(verb), before, refusal, after)
