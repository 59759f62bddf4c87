"""What a store reads must not grow with the company.

Each function of a store is asked at two sizes of one company, and the work of the database is counted: of PostgreSQL the rows of its plan,
of SQLite the steps of its machine. What may grow is in `growing.py`, with the reason.
"""

import asyncio
import importlib
import inspect
import itertools
import json
import pkgutil
import re
import sqlite3
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import pytest

import handfast
from bench.grounds import inside
from bench.growth_seed import TENANT, fill
from handfast.access.sight import Sight, whole
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Database, Statement
from handfast.db.opening import migrate, sqlite_path
from handfast.db.query import Query
from handfast.devices import lists
from handfast.devices.lists import Filter
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.time import DAY
from tests.stores.growing import GROWING
from tests.stores.samples import variants
from tests.support.blocking import blocking
from tests.support.clock import START
from tests.support.postgres import Cluster

SIZES = (2_000, 8_000)
MOST_GROWTH = 1.3
NOTHING = {"sqlite": 3_000, "postgresql": 200}
"""Whatever takes less work counts as this much."""
MOMENTS = (1, START, START + 3_650 * DAY)
_A_FEW = ("most", "size", "rows")
_NO_MOMENTS = (
    "version",
    "session_version",
    "access_token_version",
    "codes_version",
    "warnings",
    "generation",
    "slot",
    "seen_seq",
    "seen_version",
    "tries",
    "times",
    "heartbeats",
    "id",
    "number",
)
_CHANGES = re.compile(r"(?:/\*.*?\*/\s*)?(?:UPDATE|DELETE)\s", re.DOTALL)

ISSUER = UserId("90000000-0000-4000-8000-000000000001")
"""Who issued every code of the company, and so has paired every browser."""

Asked = Query[Any] | Statement


def functions() -> dict[str, Any]:
    """Every function of a store that reads or writes, by module and name."""
    found: dict[str, Any] = {}
    for info in pkgutil.walk_packages(handfast.__path__, "handfast."):
        if info.name.rpartition(".")[2] not in ("store", "lists", "outbox"):
            continue
        module = importlib.import_module(info.name)
        for name, one in vars(module).items():
            is_own = inspect.isfunction(one) and one.__module__ == info.name and not name.startswith("_") and name != "writes"
            if is_own and re.search("Query|Statement|Reads", str(typing.get_type_hints(one))):
                found[f"{info.name.removeprefix('handfast.')}.{name}"] = one
    return found


FUNCTIONS = functions()


class Recorder:
    """The reads of a function that reads by itself: nothing is found."""

    def __init__(self) -> None:
        self.asked: list[Query[Any]] = []

    async def fetch_one(self, query: Query[Any]) -> None:
        self.asked.append(query)

    async def fetch_all(self, query: Query[Any]) -> list[Any]:
        self.asked.append(query)
        return []


def asked(name: str) -> Iterator[Asked]:
    """What the function asks of the database, for each sort of argument it takes."""
    one = FUNCTIONS[name]
    hints = {parameter: typing.get_type_hints(one)[parameter] for parameter in inspect.signature(one).parameters}
    for moment in MOMENTS if int in hints.values() else MOMENTS[:1]:
        values = [_values(parameter, hint, moment) for parameter, hint in hints.items()]
        for chosen in itertools.product(*values):
            yield from _of(one, dict(zip(hints, chosen, strict=True)))


def _values(parameter: str, hint: Any, moment: int) -> Sequence[Any]:
    if hint is TenantId:
        return [TENANT]
    if hint is int:
        return [20 if parameter in _A_FEW else 0 if parameter == "offset" else 1 if parameter in _NO_MOMENTS else moment]
    if hint is Sight:
        return [whole(TENANT), Sight(TENANT, ISSUER)]
    if hint is Filter:
        return [*variants(hint), Filter(search="nowhere", kind="rustdesk"), Filter(status="offline", kind="rustdesk")]
    return [Recorder()] if parameter == "reads" else variants(hint)


def _of(one: Any, arguments: Mapping[str, Any]) -> Iterator[Asked]:
    cursor = arguments.get("after")
    if "order" in arguments and cursor is not None and (arguments["order"] == "name") is not isinstance(cursor.sort_value, str):
        return  # a cursor of another order
    if one is pairing_codes.find and (arguments["secret"] == "id") is not isinstance(arguments["value"], str):
        return  # an id is a text, a hash is not
    if one is lists.total_found and not arguments["chosen"].search:
        return  # only a search is counted so
    try:
        left = one(**arguments)
    except (IndexError, StopIteration):  # a function of one bucket at least
        return
    if inspect.isawaitable(left):
        _run(left)
        yield from arguments["reads"].asked
    else:
        yield from [left] if isinstance(left, Query | Statement) else left


def _run(reading: Any) -> None:
    try:
        blocking(reading)
    except (IndexError, AttributeError, TypeError):  # nothing is found for it
        return


_LIMIT = re.compile(r"\b(LIMIT|OFFSET) \d{3,}")


def _sooner(sql: str) -> str:
    """With its limits in reach of a small company, so that it shows whether they limit the work."""
    return _LIMIT.sub(r"\1 20", sql)


class Counter(Protocol):
    name: str

    def work(self, one: Asked) -> int:
        """What the database does for it. Nothing stays changed."""
        ...


class SqliteCounter:
    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._connection.set_progress_handler(self._tick, 10)
        self._ticks = 0

    def _tick(self) -> None:
        self._ticks += 1

    def work(self, one: Asked) -> int:
        self._connection.execute("BEGIN")
        try:
            self._ticks = 0
            self._connection.execute(_sooner(one.sql).replace("$", "?"), one.args).fetchall()
            return self._ticks * 10
        finally:
            self._connection.execute("ROLLBACK")


class PostgresCounter:
    name = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url

    def work(self, one: Asked) -> int:
        plan: int = blocking(self._plan(one))
        return plan

    async def _plan(self, one: Asked) -> int:
        connection = await asyncpg.connect(self._url)
        try:
            # A table of this size is read whole, whatever index there is; a large one is not.
            await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan; BEGIN")
            told = await connection.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {_sooner(one.sql)}", *one.args)
            return _rows(json.loads(told)[0]["Plan"])
        finally:
            await connection.close()


def _rows(node: Mapping[str, Any]) -> int:
    removed = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Join Filter", "Index Recheck"))
    return int((node["Actual Rows"] + removed) * node["Actual Loops"]) + sum(_rows(part) for part in node.get("Plans", ()))


async def _count_anew(url: str) -> None:
    """What the planner knows of the tables."""
    connection = await asyncpg.connect(url)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def companies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Counter]]:
    """The same company twice, a small one and a large one."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("growth")
        urls = [f"sqlite:///{folder / f'{size}.db'}" for size in SIZES]
        for url, size in zip(urls, SIZES, strict=True):
            blocking(migrate(url))
            _fill(url, size)
        yield [SqliteCounter(typing.cast("Path", sqlite_path(url))) for url in urls]
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    urls = [cluster.create() for _ in SIZES]
    for url, size in zip(urls, SIZES, strict=True):
        _fill(url, size)
        blocking(_count_anew(url))
    yield [PostgresCounter(url) for url in urls]
    for url in urls:
        cluster.drop(url)


def _fill(url: str, size: int) -> None:
    """It begins a loop, which only a thread without one can."""
    blocking(asyncio.to_thread(fill, url, size, START))
    blocking(asyncio.to_thread(inside, url, _give_all_to_the_issuer))


async def _give_all_to_the_issuer(database: Database) -> None:
    devices = "UPDATE devices SET user_id = $2 WHERE tenant_id = $1 AND kind = 'browser'"
    codes = "UPDATE pairing_codes SET issued_by = $2 WHERE tenant_id = $1"
    await database.execute_batch([Statement(sql, (TENANT, ISSUER)) for sql in (devices, codes)])


def test_whatever_may_grow_is_a_function_of_a_store() -> None:
    assert GROWING.keys() <= FUNCTIONS.keys()


@pytest.mark.parametrize("read", ["SELECT count(*)", "SELECT id, name"], ids=["counted", "sorted"])
def test_a_read_of_the_whole_company_would_be_noticed(companies: list[Counter], read: str) -> None:
    order = " ORDER BY address LIMIT 20" if "name" in read else ""
    small, large = (company.work(Query(f"{read} FROM devices WHERE tenant_id = $1{order}", (TENANT,), int)) for company in companies)
    assert large > max(small, NOTHING[companies[0].name]) * MOST_GROWTH


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - GROWING.keys()))
def test_it_takes_the_same_work_for_a_company_four_times_as_large(companies: list[Counter], name: str) -> None:
    small, large = companies
    grown = {}
    for one in asked(name):
        if isinstance(one, Statement) and not _CHANGES.match(one.sql):
            continue
        least = NOTHING[small.name]
        before, after = max(small.work(one), least), max(large.work(one), least)
        if after > before * MOST_GROWTH:
            grown[one.sql] = (before, after, one.args)
    assert not grown, "\n".join(f"{before} -> {after} {args}: {sql}" for sql, (before, after, args) in grown.items())
