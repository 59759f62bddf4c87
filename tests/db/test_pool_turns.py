"""Turns at the pool: what a statement is given of its seconds, who comes next when somebody gives up, and when one more is opened."""

import asyncio
from types import SimpleNamespace

import pytest

from handfast.db import pool as pool_module
from handfast.db.pool import GROW_AGAIN_SECONDS, Pool
from handfast.db.time_limit import SECONDS, shared_time_limit, time_limit
from tests.db.test_pool import Connection, Driver, begun, spoils


class Telling(Connection):
    """Keeps what it was asked: the statement, its arguments, the seconds."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.asked: list[tuple[object, ...]] = []

    async def fetchrow(self, sql: str, *args: object, timeout: float) -> int:  # noqa: ASYNC109 - the driver's own signature
        self.asked.append((sql, *args, timeout))
        return await super().fetchrow(sql, timeout=timeout)


class Clock:
    """`monotonic` of the pool, which only moves when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(pool_module, "monotonic", lambda: self.now)


# --- the seconds of a statement ---


async def test_a_statement_is_called_with_its_arguments_and_what_is_left_of_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, connection = Clock(monkeypatch), Telling(1)

    async def connect() -> Telling:
        clock.now += 3
        return connection

    pool = Pool(connect, 1, spoils)
    assert await pool.run("fetchrow", "quick", ("a", 2), 5) == 1
    assert await pool.run("fetchrow", "quick", (), 5) == 1
    assert connection.asked == [("quick", "a", 2, 2.0), ("quick", 5)], "only who waited for a connection has waited"


@pytest.mark.parametrize("seconds", [0, -1.5])
async def test_a_statement_without_seconds_left_is_not_begun(seconds: float) -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    with pytest.raises(TimeoutError):
        await pool.run("fetchrow", "quick", (), seconds)
    assert driver.opened == []
    await pool.run("fetchrow", "quick", (), 1)
    with pytest.raises(TimeoutError):
        await pool.run("fetchrow", "quick", (), seconds)


async def test_nobody_waits_for_a_connection_longer_than_its_seconds() -> None:
    driver = Driver()
    pool = Pool(driver.connect, 1, spoils)
    slow = await begun(pool)
    waiting = await begun(pool, "quick", 0.001)
    done, _ = await asyncio.wait([waiting], timeout=2)
    assert done == {waiting}
    assert isinstance(waiting.exception(), TimeoutError)
    driver.opened[0].may_answer.set()
    await slow


# --- who comes next ---


class Moment(Driver):
    """Whoever `gone` is, it is cancelled when the pool has just been told how its connect ended, and has not passed it on yet."""

    gone: "asyncio.Task[int] | None" = None

    async def connect(self) -> Connection:
        opening = asyncio.current_task()
        assert opening is not None
        opening.add_done_callback(lambda _: self.gone and self.gone.cancel())
        return await super().connect()


async def test_who_gives_up_in_the_moment_its_turn_comes_hands_the_connection_on() -> None:
    driver = Moment()
    pool = Pool(driver.connect, 1, spoils)
    driver.gone, stays = (asyncio.create_task(pool.run("fetchrow", "quick", (), 1)) for _ in range(2))
    assert await stays == 1
    assert driver.gone.cancelled()
    assert await pool.run("fetchrow", "quick", (), 1) == 1


async def test_who_gives_up_in_the_moment_the_last_connect_fails_hears_only_that_it_gave_up() -> None:
    driver = Moment()
    driver.failures = 1
    pool = Pool(driver.connect, 1, spoils)
    driver.gone = asyncio.create_task(pool.run("fetchrow", "quick", (), 1))
    await asyncio.wait([driver.gone])
    assert driver.gone.cancelled()
    assert await pool.run("fetchrow", "quick", (), 1) == 1


async def test_for_who_gave_up_no_connection_is_opened() -> None:
    tried: list[int] = []
    may_go = asyncio.Event()

    async def connect() -> Connection:
        tried.append(len(tried) + 1)
        await may_go.wait()
        return Connection(tried[-1])

    pool = Pool(connect, 3, spoils)
    gone = await begun(pool, "quick")
    gone.cancel()
    await asyncio.wait([gone])
    stays = await begun(pool, "quick")
    assert tried == [1], "the one that was being opened is enough for the one who waits"
    may_go.set()
    assert await stays == 1


class Canceller(Connection):
    gone: "asyncio.Task[int] | None" = None

    async def fetchrow(self, sql: str, *, timeout: float) -> int:  # noqa: ASYNC109 - the driver's own signature
        number = await super().fetchrow(sql, timeout=timeout)
        if self.gone is not None:
            self.gone.cancel()
        return number


async def test_who_gave_up_and_was_passed_over_before_it_knew_is_only_cancelled() -> None:
    connection = Canceller(1)

    async def connect() -> Connection:
        return connection

    pool = Pool(connect, 1, spoils)
    slow, connection.gone = await begun(pool), await begun(pool, "quick")
    connection.may_answer.set()
    assert await slow == 1
    await asyncio.wait([connection.gone])
    assert connection.gone.cancelled()
    assert await pool.run("fetchrow", "quick", (), 1) == 1


# --- one more ---


class LoopTime:
    """The time of the event loop, as far as the pool asks for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: float) -> None:
        self.now = now
        real = asyncio.get_running_loop
        seen = SimpleNamespace(time=lambda: self.now, create_future=lambda: real().create_future())
        fake = SimpleNamespace(**{name: getattr(asyncio, name) for name in asyncio.__all__})
        fake.get_running_loop = lambda: seen
        monkeypatch.setattr(pool_module, "asyncio", fake)


async def test_a_pool_that_never_failed_opens_a_second_one_at_any_time_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop counts from the start of the machine, or from nought."""
    LoopTime(monkeypatch, 0.0)
    driver = Driver()
    pool = Pool(driver.connect, 2, spoils)
    slow = await begun(pool)
    assert await pool.run("fetchrow", "quick", (), 1) == 2
    driver.opened[0].may_answer.set()
    await slow


async def test_after_a_failure_one_more_is_tried_as_soon_as_its_second_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    time = LoopTime(monkeypatch, 50.0)
    driver = Driver()
    pool = Pool(driver.connect, 4, spoils)
    slow = await begun(pool)
    driver.failures = 1
    waiting = [await begun(pool, "quick")]
    assert (driver.failures, len(driver.opened)) == (0, 1)
    opened = []
    for now in (50.0 + GROW_AGAIN_SECONDS - 0.01, 50.0 + GROW_AGAIN_SECONDS):
        time.now = now
        waiting.append(await begun(pool, "quick"))
        opened.append(len(driver.opened))
    assert opened[0] == 1
    assert opened[1] > 1
    driver.opened[0].may_answer.set()
    await asyncio.gather(slow, *waiting)


# --- how long the database may keep one request waiting ---


def test_all_statements_of_a_request_share_its_seconds_and_others_have_their_own() -> None:
    assert time_limit().seconds == SECONDS
    assert time_limit() is not time_limit()
    with shared_time_limit():
        shared = time_limit()
        assert shared.seconds == SECONDS
        shared.seconds -= 2
        assert time_limit() is shared
        with shared_time_limit():
            assert time_limit().seconds == SECONDS
        assert time_limit() is shared
    assert time_limit().seconds == SECONDS
