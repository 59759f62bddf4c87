"""The outbox reaches the sockets whole, also when PostgreSQL shows a later number before an earlier one."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from handfast.db.database import Database, Statement, Unavailable
from handfast.events import deliver
from handfast.events.deliver import JOB, Delivery
from tests.support.figures import failures

INSERT = "INSERT INTO outbox (id, tenant_id, at, event, body) VALUES ($1, 't', 0, 'device_change', $2)"


class Told:
    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.again = asyncio.Event()

    async def __call__(self, tenant: str, event: str, body: dict[str, Any]) -> None:
        self.numbers.append(body["seq"])
        self.again.set()


@pytest.fixture(scope="module")
def tens_of_thousands() -> Iterator[int]:
    return count(10_000, 10_000)


@pytest.fixture
def base(tens_of_thousands: Iterator[int]) -> int:
    """Numbers of the test's own, above those of the tests before it: the module shares one outbox."""
    return next(tens_of_thousands)


async def commit(database: Database, *numbers: int) -> None:
    await database.execute_batch([Statement(INSERT, (number, "{}")) for number in numbers])


async def again_and_again(delivery: Delivery) -> None:
    while True:
        await delivery.turn()


async def test_what_becomes_visible_late_is_told_however_often_was_looked_meanwhile(database: Database, base: int) -> None:
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    await commit(database, base + 1)
    await delivery.deliver_new()
    await commit(database, base + 3, base + 4)
    for _ in range(50):
        await delivery.deliver_new()
    assert told.numbers == [base + 1, base + 3, base + 4]
    await commit(database, base + 2)
    await delivery.deliver_new()
    await delivery.deliver_new()
    assert told.numbers == [base + 1, base + 3, base + 4, base + 2]


async def test_a_long_queue_is_told_in_one_go_and_in_order(database: Database, base: int) -> None:
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    for start in range(base, base + 2_500, 100):
        await commit(database, *range(start, start + 100))
    await delivery.deliver_new()
    assert told.numbers == list(range(base, base + 2_500))


async def test_what_was_told_before_the_start_is_not_told_again(database: Database, base: int) -> None:
    told = Told()
    await commit(database, base)
    delivery = Delivery(database, told)
    await delivery.begin()
    await delivery.deliver_new()
    await commit(database, base + 1)
    await delivery.deliver_new()
    assert told.numbers == [base + 1]


async def test_a_commit_whose_wake_up_got_lost_is_told_at_the_next_look(
    database: Database, base: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "POLL_SECONDS", 0.01)
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    running = asyncio.create_task(again_and_again(delivery))
    try:
        for number in (base + 1, base + 2):
            told.again.clear()
            await commit(database, number)
            async with asyncio.timeout(5):
                await told.again.wait()
    finally:
        running.cancel()
    assert told.numbers == [base + 1, base + 2]


async def test_a_wake_up_is_told_of_without_waiting_for_the_next_look(
    database: Database, base: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "POLL_SECONDS", 3_600)
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    running = asyncio.create_task(again_and_again(delivery))
    try:
        for number in (base + 1, base + 2):
            told.again.clear()
            await commit(database, number)
            delivery.wake()
            async with asyncio.timeout(5):
                await told.again.wait()
    finally:
        running.cancel()
    assert told.numbers == [base + 1, base + 2]


async def test_an_event_that_cannot_be_told_holds_up_none_behind_it(database: Database, base: int) -> None:
    told = Told()

    async def stumble(tenant: str, event: str, body: dict[str, Any]) -> None:
        if body["seq"] == base + 2:
            raise ZeroDivisionError
        await told(tenant, event, body)

    delivery = Delivery(database, stumble)
    await delivery.begin()
    await commit(database, base + 1, base + 2, base + 3)
    before = failures(JOB)
    await delivery.deliver_new()
    await delivery.deliver_new()
    assert told.numbers == [base + 1, base + 3]
    assert failures(JOB) == before + 1


async def test_an_event_for_which_the_database_was_away_is_told_when_it_is_back(database: Database, base: int) -> None:
    told = Told()
    away = [base + 2]

    async def emit(tenant: str, event: str, body: dict[str, Any]) -> None:
        if body["seq"] in away:
            away.remove(body["seq"])
            raise Unavailable("it was away")
        await told(tenant, event, body)

    delivery = Delivery(database, emit)
    await delivery.begin()
    await commit(database, base + 1, base + 2, base + 3)
    before = failures(JOB)
    with pytest.raises(Unavailable):
        await delivery.deliver_new()
    await delivery.deliver_new()
    assert told.numbers == [base + 1, base + 2, base + 3]
    assert failures(JOB) == before
