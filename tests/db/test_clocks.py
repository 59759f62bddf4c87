"""On PostgreSQL all nodes show the time of the database; on SQLite a wall clock that jumps and comes back leaves nothing."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from handfast.adapters.database_clock import DatabaseClock
from handfast.adapters.real import SystemClock
from handfast.db.database import Database
from handfast.db.opening import open_database
from handfast.db.query import Query
from handfast.kernel.time import HOUR, SECOND
from tests.support.postgres import Cluster
from tests.support.rows import fetch_row

HOUR_NS = 3_600_000_000_000

T = TypeVar("T")


class Told:
    """A database whose clock a test can set, and which takes as long to answer as the test says. It moves on with the node's own ticks."""

    def __init__(self) -> None:
        self.ticks = 5 * HOUR_NS
        self.ahead = 400_000 * HOUR_NS
        self.way_there = self.way_back = 0

    def tick(self) -> int:
        return self.ticks

    @property
    def right(self) -> int:
        """What the clock should show, in milliseconds."""
        return (self.ticks + self.ahead) // 1_000_000

    async def fetch_one(self, query: Query[T]) -> T | None:
        raise AssertionError

    async def fetch_all(self, query: Query[T]) -> list[T]:
        self.ticks += self.way_there
        told = (self.ticks + self.ahead) // 1_000
        self.ticks += self.way_back
        return [query.row(told)]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def clock(told: Told) -> DatabaseClock:
    clock = DatabaseClock(told.tick)
    await clock.begin(told)
    return clock


def ticks_of(machine: int) -> Callable[[], int]:
    return lambda: time.monotonic_ns() + machine


async def database_time(database: Database) -> int:
    row = await fetch_row(database, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now")
    assert row is not None
    return int(row["now"])


async def test_whatever_the_machines_say_all_nodes_show_the_time_of_the_database(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_database(postgres.create(template="template0"))
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    nodes = [DatabaseClock(ticks_of(machine)) for machine in (-HOUR_NS, 0, HOUR_NS)]
    for node in nodes:
        await node.begin(database)
    for node in nodes:
        before, shown, after = await database_time(database), node.now(), await database_time(database)
        # Half of the quickest answer is as near as it can know.
        assert before - SECOND <= shown <= after + SECOND
    await database.close()


async def test_between_two_answers_the_clock_goes_on_by_itself(clock: DatabaseClock, told: Told) -> None:
    told.ticks += HOUR_NS
    assert clock.now() == told.right


async def test_a_wall_clock_that_is_set_changes_nothing(clock: DatabaseClock, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    for ahead in (HOUR_NS, -HOUR_NS):
        monkeypatch.setattr(time, "time_ns", lambda ahead=ahead: told.right * 1_000_000 + ahead)
        await clock.ask()
        assert clock.now() == told.right


async def test_when_the_databases_clock_is_set_all_nodes_follow_and_come_back_with_it(clock: DatabaseClock, told: Told) -> None:
    for moved in (HOUR_NS, -2 * HOUR_NS, HOUR_NS):
        told.ahead += moved
        await clock.ask()
        assert clock.now() == told.right


async def test_a_slow_answer_moves_the_clock_by_no_more_than_it_proves(clock: DatabaseClock, told: Told) -> None:
    told.way_there, told.way_back = 0, 4 * SECOND * 1_000_000
    await clock.ask()
    assert clock.now() == told.right
    told.way_there, told.way_back = told.way_back, told.way_there
    await clock.ask()
    assert clock.now() == told.right


async def test_after_a_slow_start_the_next_quick_answer_puts_the_clock_right(told: Told) -> None:
    told.way_there = 4 * SECOND * 1_000_000
    clock = DatabaseClock(told.tick)
    await clock.begin(told)
    assert abs(clock.now() - told.right) <= 2 * SECOND
    told.way_there = 0
    await clock.ask()
    assert clock.now() == told.right


async def test_a_clock_that_drifts_is_put_right_in_small_steps(clock: DatabaseClock, told: Told) -> None:
    for _ in range(100):
        told.ticks += 5_000_000_000
        told.ahead += 500_000  # 100 in a million
        before = clock.now()
        await clock.ask()
        assert 0 <= clock.now() - before <= 1
    assert abs(clock.now() - told.right) <= 1


def test_on_sqlite_a_wall_clock_that_jumps_ahead_and_comes_back_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = 1_768_888_800_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: wall)
    clock = SystemClock()
    before = clock.now()
    wall += HOUR_NS
    assert clock.now() == before + HOUR
    wall -= HOUR_NS
    assert clock.now() == before
