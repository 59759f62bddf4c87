"""The pool of connections: nobody waits for ever, and what broke off is never lent again."""

import asyncio
from itertools import count

import asyncpg
import pytest

from handfast.db.pool import Pool


def spoils(error: asyncpg.PostgresError) -> bool:
    return error.sqlstate == "25006"


class Connection:
    def __init__(self, number: int) -> None:
        self.number = number
        self.closed = False
        self.may_answer = asyncio.Event()

    async def fetchrow(self, sql: str, *, timeout: float) -> int:  # noqa: ASYNC109 - the driver's own signature
        if sql == "slow":
            await self.may_answer.wait()
        if sql == "write":
            raise asyncpg.ReadOnlySQLTransactionError("read only")
        return self.number

    def is_closed(self) -> bool:
        return self.closed

    def terminate(self) -> None:
        self.closed = True

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - the driver's own signature
        self.closed = True


class Driver:
    def __init__(self) -> None:
        self.opened: list[Connection] = []
        self.failures = 0
        self._numbers = count(1)

    async def connect(self) -> Connection:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise OSError("no route")
        self.opened.append(Connection(next(self._numbers)))
        return self.opened[-1]


async def begun(pool: Pool, sql: str = "slow", seconds: float = 1) -> "asyncio.Task[int]":
    task = asyncio.create_task(pool.run("fetchrow", sql, (), seconds))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


async def test_the_connection_used_last_is_lent_first_and_no_more_are_opened_than_are_needed() -> None:
    pool = Pool(Driver().connect, 4, spoils)
    assert [await pool.run("fetchrow", "quick", (), 1) for _ in range(3)] == [1, 1, 1]


async def test_whoever_comes_when_all_are_lent_gets_the_first_that_is_given_back() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    slow, next_one = await begun(pool), await begun(pool, "quick")
    driver.opened[0].may_answer.set()
    assert (await slow, await next_one) == (1, 1)


async def test_whoever_waits_too_long_hears_so_and_leaves_no_place_behind() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    slow = await begun(pool)
    with pytest.raises(TimeoutError):
        await pool.run("fetchrow", "quick", (), 0.01)
    driver.opened[0].may_answer.set()
    assert await slow == 1
    assert await pool.run("fetchrow", "quick", (), 1) == 1


async def test_a_connection_whose_statement_was_broken_off_is_thrown_away_and_its_place_goes_to_who_waits() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    slow, next_one = await begun(pool), await begun(pool, "quick")
    slow.cancel()
    assert await next_one == 2
    assert [one.closed for one in driver.opened] == [True, False]


async def test_a_connection_that_died_while_it_lay_aside_is_replaced() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    await pool.run("fetchrow", "quick", (), 1)
    driver.opened[0].closed = True
    assert await pool.run("fetchrow", "quick", (), 1) == 2


async def test_whoever_waits_when_the_last_connect_fails_hears_so_and_the_next_one_tries_again() -> None:
    driver = Driver()
    driver.failures = 1
    pool = Pool(driver.connect, 1, spoils)
    outcomes = await asyncio.gather(*(pool.run("fetchrow", "quick", (), 1) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError, OSError]
    assert await pool.run("fetchrow", "quick", (), 1) == 1


async def test_a_server_that_takes_no_more_connections_is_served_by_those_it_took() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 4, spoils)
    slow = await begun(pool)
    driver.failures = 100
    waiting = [await begun(pool, "quick") for _ in range(5)]
    driver.opened[0].may_answer.set()
    assert await asyncio.gather(slow, *waiting) == [1] * 6
    assert driver.failures == 99, "it is not asked again and again"


async def test_after_a_word_that_the_server_is_of_no_use_every_connection_is_replaced() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 3, spoils)
    slow = [await begun(pool), await begun(pool)]
    assert await pool.run("fetchrow", "quick", (), 1) == 3
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await pool.run("fetchrow", "write", (), 1)
    assert [one.closed for one in driver.opened] == [False, False, True]
    for connection in driver.opened:
        connection.may_answer.set()
    assert await asyncio.gather(*slow) == [1, 2], "what is under way there may end"
    assert [one.closed for one in driver.opened] == [True, True, True]
    assert await pool.run("fetchrow", "quick", (), 1) == 4


async def test_a_closed_pool_keeps_nothing_open() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 2, spoils)
    slow = await begun(pool)
    await pool.run("fetchrow", "quick", (), 1)
    await pool.close()
    driver.opened[0].may_answer.set()
    await slow
    assert [one.closed for one in driver.opened] == [True, True]
