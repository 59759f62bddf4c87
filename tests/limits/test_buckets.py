"""Counting tries: holds in parallel, empties by the clock, and costs nothing when the answer is no."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest

from handfast.db.database import Conflict, Database, Statement
from handfast.db.opening import open_database
from handfast.db.postgres import compose
from handfast.kernel.time import MINUTE
from handfast.limits import store
from handfast.limits.rules import GUESS_SOURCE, Bucket, Limit
from tests.support.clock import START
from tests.support.postgres import Cluster
from tests.support.rows import fetch_row, fetch_rows

Ask = Callable[..., Statement]
LIMIT = Limit("test.tries", 5, MINUTE, "tries of a test")


@pytest.fixture
def bucket(request: pytest.FixtureRequest) -> Bucket:
    return Bucket(LIMIT, str(request.node.name))


async def spend(database: Database, bucket: Bucket, now: int, most: int | None = None) -> bool:
    try:
        await database.execute_batch([store.spend(bucket, now, most)])
    except Conflict:
        return False
    return True


async def count(database: Database, bucket: Bucket, now: int) -> int:
    return (await store.counts(database, [bucket], now)).get(bucket.id, (0, 0))[0]


async def test_of_200_parallel_tries_as_many_pass_as_the_limit_says(database: Database, bucket: Bucket) -> None:
    passed = await asyncio.gather(*(spend(database, bucket, START) for _ in range(200)))

    assert sum(passed) == LIMIT.most
    assert await count(database, bucket, START) == LIMIT.most


async def test_a_full_bucket_is_empty_after_its_period(database: Database, bucket: Bucket) -> None:
    for _ in range(LIMIT.most):
        assert await spend(database, bucket, START)

    assert not await spend(database, bucket, START + MINUTE - 1)
    assert await spend(database, bucket, START + MINUTE)
    assert await count(database, bucket, START + MINUTE) == 1


async def test_the_period_runs_from_the_first_try(database: Database, bucket: Bucket) -> None:
    await spend(database, bucket, START)
    await spend(database, bucket, START + MINUTE // 2)

    assert await count(database, bucket, START + MINUTE - 1) == 2
    assert await count(database, bucket, START + MINUTE) == 0


async def test_the_wait_is_until_the_last_full_bucket_has_room(database: Database, bucket: Bucket) -> None:
    other = Bucket(LIMIT, bucket.key + "/other")
    for _ in range(LIMIT.most):
        await spend(database, bucket, START)
        await spend(database, other, START + 10_000)

    assert await store.wait(database, [bucket], START + 1_000) == MINUTE - 1_000
    assert await store.wait(database, [bucket, other], START + 10_000) == MINUTE
    assert await store.wait(database, [bucket], START + MINUTE) is None


async def test_a_bucket_with_room_makes_nobody_wait(database: Database, bucket: Bucket) -> None:
    for _ in range(LIMIT.most - 1):
        await spend(database, bucket, START)

    assert await store.wait(database, [bucket], START) is None


async def test_a_refused_try_takes_nothing_else_along(database: Database, bucket: Bucket) -> None:
    for _ in range(LIMIT.most):
        await spend(database, bucket, START)
    other = Bucket(LIMIT, bucket.key + "/other")

    with pytest.raises(Conflict):
        await database.execute_batch([store.spend(other, START), store.spend(bucket, START)])

    assert await count(database, other, START) == 0


async def test_a_larger_budget_may_be_given(database: Database, bucket: Bucket) -> None:
    passed = [await spend(database, bucket, START, 7) for _ in range(9)]

    assert passed == [True] * 7 + [False] * 2


ASKING = [store.has_room, store.has_room_together]


@pytest.mark.parametrize("ask", ASKING)
async def test_asking_takes_nothing_and_is_lost_when_the_bucket_is_full(database: Database, bucket: Bucket, ask: Ask) -> None:
    await database.execute_batch([store.has_room(bucket, START)])
    for _ in range(LIMIT.most):
        await database.execute_batch([ask(bucket, START)])
        assert await spend(database, bucket, START)

    with pytest.raises(Conflict):
        await database.execute_batch([ask(bucket, START + MINUTE - 1)])
    await database.execute_batch([ask(bucket, START, most=LIMIT.most + 1)])
    await database.execute_batch([ask(bucket, START + MINUTE)])
    assert await count(database, bucket, START) in (LIMIT.most, 0)


async def test_asking_together_is_lost_until_the_bucket_is_there(database: Database, bucket: Bucket) -> None:
    with pytest.raises(Conflict):
        await database.execute_batch([store.has_room_together(bucket, START)])
    await database.execute_batch([store.has_room(bucket, START)])
    await database.execute_batch([store.has_room_together(bucket, START)])
    assert await count(database, bucket, START) == 0


async def test_asking_begins_a_period_that_is_over_anew(database: Database, bucket: Bucket) -> None:
    await spend(database, bucket, START)
    await database.execute_batch([store.has_room(bucket, START + MINUTE)])

    assert await store.counts(database, [bucket], START + MINUTE) == {bucket.id: (0, MINUTE)}


@pytest.fixture
async def beside(postgres: Cluster) -> AsyncIterator[tuple[Database, Any]]:
    """A database where batches run beside one another, and a connection of somebody else to it."""
    url = postgres.create()
    database, stranger = await open_database(url), await asyncpg.connect(url)
    yield database, stranger
    await stranger.close()
    await database.close()
    postgres.drop(url)


@pytest.mark.parametrize("ask", ASKING)
async def test_whoever_asks_waits_for_the_try_that_is_under_way(beside: tuple[Database, Any], bucket: Bucket, ask: Ask) -> None:
    """With the count as it was when it began, a right guess would slip through."""
    database, stranger = beside
    for _ in range(LIMIT.most - 1):
        await spend(database, bucket, START)
    last = stranger.transaction()
    await last.start()
    await stranger.execute("UPDATE buckets SET count = count + 1 WHERE key = $1", bucket.id)
    asking = asyncio.create_task(database.execute_batch([ask(bucket, START)]))
    while not await fetch_row(database, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
        assert not asking.done()
    await last.commit()

    with pytest.raises(Conflict):
        await asking


async def test_those_who_ask_together_do_not_wait_for_one_another(beside: tuple[Database, Any], bucket: Bucket) -> None:
    database, first = beside
    await spend(database, bucket, START)
    held = store.has_room_together(bucket, START)
    async with first.transaction():
        assert await first.fetchrow(compose([held]), *held.args)
        await database.execute_batch([held])
        assert await first.fetchval("SELECT count FROM buckets WHERE key = $1", bucket.id) == 1


async def test_buckets_of_different_limits_or_keys_do_not_mix(database: Database, bucket: Bucket) -> None:
    await spend(database, bucket, START)

    assert await count(database, Bucket(GUESS_SOURCE, bucket.key), START) == 0
    assert await count(database, Bucket(LIMIT, bucket.key + "x"), START) == 0


async def test_a_forgotten_bucket_is_empty(database: Database, bucket: Bucket) -> None:
    await spend(database, bucket, START)
    await database.execute_batch([store.forget(bucket)])

    assert await count(database, bucket, START) == 0


async def test_purging_takes_the_empty_ones_only(database: Database, bucket: Bucket) -> None:
    later = Bucket(LIMIT, bucket.key + "/later")
    await spend(database, bucket, START)
    await spend(database, later, START + 1)
    await database.execute_batch([store.purge(START + MINUTE)])

    rows = await fetch_rows(database, "SELECT key FROM buckets WHERE key IN ($1, $2)", bucket.id, later.id)
    assert [row["key"] for row in rows] == [later.id]


async def test_two_tries_on_one_bucket_do_not_fit_in_one_batch_by_accident(database: Database, bucket: Bucket) -> None:
    """The writes of a batch never touch one another's rows; another limit on the same key is another row."""
    twin = Bucket(Limit("test.other", 5, MINUTE, "other tries"), bucket.key)
    await database.execute_batch(
        [
            store.spend(bucket, START),
            store.spend(twin, START),
            Statement("DELETE FROM buckets WHERE key = $1", ("none",)),
        ]
    )

    assert await count(database, bucket, START) == await count(database, twin, START) == 1
