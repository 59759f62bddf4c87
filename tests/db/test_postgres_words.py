"""What PostgreSQL is asked, and what becomes of its answer: the driver is played, so every word and every second is known."""

import asyncio
from typing import Any

import asyncpg
import pytest

from handfast.db import pool as pool_module
from handfast.db import postgres
from handfast.db.database import Conflict, Statement, Unavailable
from handfast.db.postgres import PostgresDatabase, compose, connector
from handfast.db.postgres_connector import Address, read
from handfast.db.time_limit import SECONDS, shared_time_limit, time_limit
from tests.support.rows import commit_row, fetch_row, fetch_rows

URL = "postgresql://ada@db/prod"
WRONG_PASSWORD = 'the password in HANDFAST_DATABASE_URL is not that of the user "ada"'


class Session:
    """One connection of the driver: answers with the name of the method, or raises what it was told."""

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._is_closed = False

    async def fetchrow(self, sql: str, *args: object, timeout: float) -> dict[str, str]:  # noqa: ASYNC109 - the driver's own signature
        await self._driver.asked_for("fetchrow", sql, args, timeout)
        return {"from": "fetchrow"}

    async def fetch(self, sql: str, *args: object, timeout: float) -> list[dict[str, str]]:  # noqa: ASYNC109 - the driver's own signature
        await self._driver.asked_for("fetch", sql, args, timeout)
        return [{"from": "fetch"}]

    def is_closed(self) -> bool:
        return self._is_closed

    def terminate(self) -> None:
        self._is_closed = True

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - the driver's own signature
        self._is_closed = True


class Driver:
    """In the place of a `Connector`."""

    def __init__(self) -> None:
        self.address: Address = read(URL)
        self.sessions = 0
        self.asked: list[tuple[object, ...]] = []
        self.seconds: list[float] = []
        self.error: BaseException | None = None
        self.now = 1000.0
        self.lasts = 0.0

    async def __call__(self) -> Session:
        self.sessions += 1
        return Session(self)

    async def asked_for(self, method: str, sql: str, args: tuple[object, ...], seconds: float) -> None:
        self.asked.append((method, sql, *args))
        self.seconds.append(seconds)
        self.now += self.lasts
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver()
    for module in (postgres, pool_module):
        monkeypatch.setattr(module, "monotonic", lambda: driver.now)
    return driver


@pytest.fixture
def database(driver: Driver) -> PostgresDatabase:
    return PostgresDatabase(driver, 1)  # type: ignore[arg-type]


# --- what is asked ---


async def test_each_kind_of_question_is_the_drivers_own_with_its_arguments(driver: Driver, database: PostgresDatabase) -> None:
    assert await fetch_row(database, "SELECT $1", 1) == {"from": "fetchrow"}
    assert await fetch_rows(database, "SELECT $1, $2", 1, "a") == [{"from": "fetch"}]
    assert await commit_row(database, "UPDATE $1", None) == {"from": "fetchrow"}
    assert driver.asked == [("fetchrow", "SELECT $1", 1), ("fetch", "SELECT $1, $2", 1, "a"), ("fetchrow", "UPDATE $1", None)]


BATCHES = [
    ([Statement("DELETE FROM a")], "WITH w0 AS (DELETE FROM a RETURNING 1) SELECT 1"),
    (
        [Statement("UPDATE a SET b = $1 WHERE c = $2", (1, 2), guard=True), Statement("SELECT 1 FROM d WHERE e = $1", (3,), shares=True)],
        (
            "WITH w0 AS (UPDATE a SET b = $1 WHERE c = $2 RETURNING 1), w1 AS (SELECT 1 FROM d WHERE e = $3 FOR SHARE) "
            "SELECT handfast_must_match((SELECT count(*) FROM w0))"
        ),
    ),
    (
        [Statement("DELETE FROM a WHERE b = $1", (1,), guard=True), Statement("DELETE FROM c WHERE d = $1", (2,), guard=True)],
        (
            "WITH w0 AS (DELETE FROM a WHERE b = $1 RETURNING 1), w1 AS (DELETE FROM c WHERE d = $2 RETURNING 1) "
            "SELECT handfast_must_match((SELECT count(*) FROM w0)), handfast_must_match((SELECT count(*) FROM w1))"
        ),
    ),
]


@pytest.mark.parametrize(("writes", "statement"), BATCHES, ids=["one", "guard and share", "two guards"])
async def test_a_batch_is_one_statement_that_is_put_together_once(
    driver: Driver, database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch, writes: list[Statement], statement: str
) -> None:
    composed: list[str] = []

    def counting(batch: list[Statement]) -> str:
        composed.append(compose(batch))
        return composed[-1]

    monkeypatch.setattr(postgres, "compose", counting)
    await database.execute_batch(writes)
    await database.execute_batch(writes)
    assert driver.asked == [("fetchrow", statement, *(argument for write in writes for argument in write.args))] * 2
    assert composed == [statement]


async def test_another_batch_is_another_statement(driver: Driver, database: PostgresDatabase) -> None:
    for writes, _ in BATCHES:
        await database.execute_batch(writes)
    assert [asked[1] for asked in driver.asked] == [statement for _, statement in BATCHES]


async def test_each_statement_takes_what_it_lasted_from_the_patience_of_its_request(driver: Driver, database: PostgresDatabase) -> None:
    driver.lasts = 2.0
    await fetch_row(database, "SELECT 1")
    with shared_time_limit():
        await fetch_row(database, "SELECT 1")
        driver.error = asyncpg.UniqueViolationError("taken")
        with pytest.raises(Conflict):
            await fetch_row(database, "SELECT 1")
        assert time_limit().seconds == SECONDS - 4
        driver.error = None
        await fetch_rows(database, "SELECT 1")
        with pytest.raises(Unavailable, match=r"^it does not answer in time$"):
            await fetch_row(database, "SELECT 1")
    assert driver.seconds == [SECONDS, SECONDS, SECONDS - 2, SECONDS - 4]


# --- what becomes of a refusal ---

REFUSED: list[tuple[BaseException, type[Exception], str]] = [
    (asyncpg.UniqueViolationError("taken"), Conflict, "taken"),
    (asyncpg.InvalidPasswordError("password authentication failed"), Unavailable, WRONG_PASSWORD),
    (asyncpg.AdminShutdownError("terminating"), Unavailable, "terminating"),
    (asyncpg.PostgresSyntaxError("near x"), asyncpg.PostgresSyntaxError, "near x"),
    (asyncpg.PostgresError("without a state"), asyncpg.PostgresError, "without a state"),
    (TimeoutError("42"), Unavailable, "it does not answer in time"),
    (OSError("gone"), Unavailable, "gone"),
    (ConnectionResetError(), Unavailable, "ConnectionResetError"),
    (asyncpg.InterfaceError("closed"), Unavailable, "closed"),
    (asyncpg.InternalClientError("odd"), Unavailable, "odd"),
]


@pytest.mark.parametrize(("error", "kind", "words"), REFUSED, ids=lambda value: type(value).__name__)
async def test_a_refusal_is_told_in_its_kind_and_words(
    driver: Driver, database: PostgresDatabase, error: BaseException, kind: type[Exception], words: str
) -> None:
    driver.error = error
    with pytest.raises(kind) as refused:
        await fetch_row(database, "SELECT 1")
    assert (type(refused.value), str(refused.value)) == (kind, words)


@pytest.mark.parametrize(
    ("error", "sessions"),
    [(asyncpg.AdminShutdownError("terminating"), 2), (asyncpg.UniqueViolationError("taken"), 1)],
    ids=["shut down", "taken"],
)
async def test_only_a_server_that_is_of_no_use_loses_its_sessions(
    driver: Driver, database: PostgresDatabase, error: BaseException, sessions: int
) -> None:
    driver.error = error
    with pytest.raises((Conflict, Unavailable)):
        await fetch_row(database, "SELECT 1")
    driver.error = None
    await fetch_row(database, "SELECT 1")
    assert driver.sessions == sessions


# --- one that is opened ---


@pytest.fixture
def looked(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Who was looked at for sessions that a pooler mixes up; `driver.error` is what it raises."""
    looked: list[Any] = []
    urls: list[str] = []

    async def look(connect: Any) -> None:
        looked.append((urls.pop(), connect))
        if driver.error is not None:
            raise driver.error

    def connecting(url: str) -> Driver:
        urls.append(url)
        return driver

    monkeypatch.setattr(postgres, "must_keep_sessions", look)
    monkeypatch.setattr(postgres, "connector", connecting)
    return looked


@pytest.mark.parametrize(("size", "sessions"), [(1, 1), (3, 3), (None, 16)])
async def test_one_that_takes_us_is_open_with_as_many_sessions_as_were_asked_for(
    driver: Driver, looked: list[Any], size: int | None, sessions: int
) -> None:
    database = await (PostgresDatabase.open(URL) if size is None else PostgresDatabase.open(URL, size))
    assert looked == [(URL, driver)]
    await asyncio.gather(*(fetch_row(database, "SELECT 1") for _ in range(20)))
    assert driver.sessions == sessions
    await database.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (asyncpg.InvalidPasswordError("password authentication failed"), WRONG_PASSWORD),
        (asyncpg.CannotConnectNowError("the database system is starting up"), "the database system is starting up"),
        (TimeoutError(), "no PostgreSQL answers at db (it does not answer in time)"),
        (ConnectionRefusedError("refused"), "no PostgreSQL answers at db (refused)"),
        (ConnectionResetError(), "no PostgreSQL answers at db (ConnectionResetError)"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_one_that_does_not_take_us_says_why(driver: Driver, looked: list[Any], error: BaseException, words: str) -> None:
    driver.error = error
    with pytest.raises(Unavailable) as refused:
        await PostgresDatabase.open(URL)
    assert str(refused.value) == words
    assert looked == [(URL, driver)]


def test_a_url_is_read_or_refused_in_a_sentence() -> None:
    assert connector(URL).address == read(URL)
    with pytest.raises(Unavailable) as refused:
        connector("mysql://db")
    assert str(refused.value) == "HANDFAST_DATABASE_URL cannot be read: it must be like postgresql://user:password@host:5432/name"
