"""The pool of connections: nobody waits for ever, and what broke off is never lent again."""

import asyncio
from itertools import count

import pytest

from handfast.db.pool import Pool


class Connection:
    def __init__(self, number: int) -> None:
        self.number = number
        self.closed = False
        self.may_answer = asyncio.Event()

    async def fetchrow(self, sql: str) -> int:
        if sql == "slow":
            await self.may_answer.wait()
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


async def begun(pool: Pool, sql: str = "slow") -> "asyncio.Task[int]":
    task = asyncio.create_task(pool.run("fetchrow", sql, ()))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


async def test_the_connection_used_last_is_lent_first_and_no_more_are_opened_than_are_needed() -> None:
    pool = Pool(Driver().connect, 4, 1)
    assert [await pool.run("fetchrow", "quick", ()) for _ in range(3)] == [1, 1, 1]


async def test_whoever_comes_when_all_are_lent_gets_the_first_that_is_given_back() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, 1)
    slow, next_one = await begun(pool), await begun(pool, "quick")
    driver.opened[0].may_answer.set()
    assert (await slow, await next_one) == (1, 1)


async def test_whoever_waits_too_long_hears_so_and_leaves_no_place_behind() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, 0.01)
    slow = await begun(pool)
    with pytest.raises(TimeoutError):
        await pool.run("fetchrow", "quick", ())
    driver.opened[0].may_answer.set()
    assert await slow == 1
    assert await pool.run("fetchrow", "quick", ()) == 1


async def test_a_connection_whose_statement_was_broken_off_is_thrown_away_and_its_place_goes_to_who_waits() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, 1)
    slow, next_one = await begun(pool), await begun(pool, "quick")
    slow.cancel()
    assert await next_one == 2
    assert [one.closed for one in driver.opened] == [True, False]


async def test_a_connection_that_died_while_it_lay_aside_is_replaced() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, 1)
    await pool.run("fetchrow", "quick", ())
    driver.opened[0].closed = True
    assert await pool.run("fetchrow", "quick", ()) == 2


async def test_a_failed_connect_gives_its_place_to_who_waits() -> None:
    driver = Driver()
    driver.failures = 1
    pool = Pool(driver.connect, 1, 1)
    outcomes = await asyncio.gather(*(pool.run("fetchrow", "quick", ()) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, int, int]


async def test_a_closed_pool_keeps_nothing_open() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 2, 1)
    slow = await begun(pool)
    await pool.run("fetchrow", "quick", ())
    await pool.close()
    driver.opened[0].may_answer.set()
    await slow
    assert [one.closed for one in driver.opened] == [True, True]
