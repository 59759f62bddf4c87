"""Whether a server should get requests, at a database that refuses: in which words, and how often it is asked again."""

import asyncio
from collections.abc import Sequence
from typing import TypeVar

import pytest

from handfast.db.database import Statement, Unavailable
from handfast.db.opening import newest_version
from handfast.db.query import Query
from handfast.db.readiness import BELIEVED, REFUSED_FOR, Readiness
from tests.support.clock import START, MovableClock

T = TypeVar("T")


class Fake:
    """A PostgreSQL that does as it is told, and counts what it is asked."""

    def __init__(self, name: str = "postgresql") -> None:
        self.name = name
        self.answers = True
        self.writes = True
        self.version: str | None = newest_version()
        self.read_only: str | None = "off"
        self.looks = 0
        self.written: list[tuple[object, ...]] = []

    async def fetch_one(self, query: Query[T]) -> T | None:
        if not self.answers:
            raise Unavailable("it does not answer in time")
        if "transaction_read_only" in query.sql:
            return None if self.read_only is None else query.row(self.read_only)
        if "version_num" in query.sql:
            return query.row(self.version)
        self.looks += 1
        return query.row(1) if self.version else None

    async def fetch_all(self, query: Query[T]) -> list[T]:
        raise NotImplementedError

    async def commit_now(self, query: Query[T]) -> T | None:
        raise NotImplementedError

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        self.written += [write.args for write in writes]
        if not self.writes:
            raise Unavailable("it is read only")

    async def close(self) -> None:
        raise NotImplementedError


@pytest.fixture
def fake() -> Fake:
    return Fake()


async def test_a_database_that_does_not_answer_is_none(fake: Fake, clock: MovableClock) -> None:
    readiness = Readiness(fake, clock)
    fake.answers = False
    assert await readiness.trouble() == "no database"
    fake.answers = True
    assert await readiness.trouble() is None


@pytest.mark.parametrize("version", [None, "0001", "9999"])
async def test_tables_of_no_version_or_of_another_one_are_not_migrated(fake: Fake, clock: MovableClock, version: str | None) -> None:
    fake.version = version
    assert await Readiness(fake, clock).trouble() == "not migrated"
    assert fake.written == []


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
async def test_a_refused_write_is_tried_again_after_its_time_and_not_before(clock: MovableClock, name: str) -> None:
    fake = Fake(name)
    fake.writes = False
    readiness = Readiness(fake, clock)
    seen = []
    for step in (0, 0, REFUSED_FOR - 1, 1):
        clock.move(step)
        seen.append((await readiness.trouble(), len(fake.written)))
    assert seen == [("no writes", 1)] * 3 + [("no writes", 2)]

    fake.writes = True
    assert await readiness.trouble() == "no writes"
    clock.move(REFUSED_FOR)
    assert await readiness.trouble() is None
    assert fake.written[-1] == ("written", str(START + 2 * REFUSED_FOR))


async def test_a_write_is_believed_in_the_moment_it_was_made(fake: Fake, clock: MovableClock) -> None:
    readiness = Readiness(fake, clock)
    assert [await readiness.trouble(), await readiness.trouble()] == [None, None]
    assert len(fake.written) == 1


async def test_nothing_is_believed_before_a_first_write_wherever_the_clock_begins(fake: Fake) -> None:
    assert await Readiness(fake, MovableClock(0)).trouble() is None
    assert fake.written == [("written", "0")]


@pytest.mark.parametrize(("read_only", "writes"), [("off", 1), ("on", 2), (None, 2)])
async def test_a_postgresql_that_was_demoted_is_not_believed(fake: Fake, clock: MovableClock, read_only: str | None, writes: int) -> None:
    readiness = Readiness(fake, clock)
    assert await readiness.trouble() is None
    clock.move(BELIEVED - 1)
    fake.read_only = read_only
    assert await readiness.trouble() is None
    assert len(fake.written) == writes


async def test_all_who_ask_at_once_share_one_look_even_when_one_of_them_goes(fake: Fake, clock: MovableClock) -> None:
    readiness = Readiness(fake, clock)
    asking = [asyncio.create_task(readiness.trouble()) for _ in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.wait(asking)
    assert [task.cancelled() or task.result() for task in asking] == [True, None, None]
    assert fake.looks == 1
