"""The outbox reaches the sockets whole, also when PostgreSQL shows a later number before an earlier one."""

from typing import Any

from handfast.db.database import Database, Write
from handfast.events.deliver import Delivery

INSERT = "INSERT INTO outbox (id, tenant_id, at, event, body) VALUES ($1, 't', 0, 'device_change', $2)"


class Told:
    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def __call__(self, tenant: str, event: str, body: dict[str, Any]) -> None:
        self.numbers.append(body["seq"])


async def commit(database: Database, *numbers: int) -> None:
    await database.apply([Write(INSERT, (number, "{}")) for number in numbers])


async def test_what_becomes_visible_late_is_told_however_often_was_looked_meanwhile(database: Database) -> None:
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    await commit(database, 101)
    await delivery.look()
    await commit(database, 103, 104)
    for _ in range(50):
        await delivery.look()
    assert told.numbers == [101, 103, 104]
    await commit(database, 102)
    await delivery.look()
    await delivery.look()
    assert told.numbers == [101, 103, 104, 102]


async def test_a_long_queue_is_told_in_one_go_and_in_order(database: Database) -> None:
    told = Told()
    delivery = Delivery(database, told)
    await delivery.begin()
    for start in range(1_000, 3_500, 100):
        await commit(database, *range(start, start + 100))
    await delivery.look()
    assert told.numbers == list(range(1_000, 3_500))


async def test_what_was_told_before_the_start_is_not_told_again(database: Database) -> None:
    told = Told()
    await commit(database, 5_000)
    delivery = Delivery(database, told)
    await delivery.begin()
    await delivery.look()
    await commit(database, 5_001)
    await delivery.look()
    assert told.numbers == [5_001]
