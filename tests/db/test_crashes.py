"""What is left when a process is killed, a disk is full or the database is gone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.db.database import Database, Statement, Unavailable
from handfast.db.opening import migrate, newest_version, open_database, schema_version
from handfast.db.sqlite import SqliteDatabase
from tests.support.postgres import Cluster
from tests.support.rows import commit_row, fetch_row, fetch_rows

PUT = "INSERT INTO server_state (name, value) VALUES ($1, '')"

ACKNOWLEDGE_AND_DIE = """
import asyncio, os, signal, sys
from handfast.db.database import Statement
from handfast.db.opening import open_database

async def main():
    database = await open_database(sys.argv[1])
    await database.execute_batch([Statement(sys.argv[2], ("acknowledged",))])
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""

MIGRATE_AND_DIE = """
import asyncio, os, signal, sys
import sqlalchemy
from sqlalchemy.engine import Engine
from handfast.db.opening import migrate

statements = 0

@sqlalchemy.event.listens_for(Engine, "after_cursor_execute")
def count(*_):
    global statements
    statements += 1
    if statements == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(migrate(sys.argv[1]))
"""


def run(program: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-c", program, *arguments], check=False, timeout=60).returncode


async def version(url: str) -> str | None:
    database = await open_database(url, 1)
    try:
        return await schema_version(database)
    finally:
        await database.close()


async def tables(url: str) -> int:
    database = await open_database(url, 1)
    try:
        catalog = "sqlite_master" if database.name == "sqlite" else "pg_tables WHERE schemaname = 'public'"
        row = await fetch_row(database, f"SELECT count(*) AS number FROM {catalog}")
    finally:
        await database.close()
    assert row is not None
    return int(row["number"])


async def test_migrating_an_empty_database_brings_it_to_this_version(
    empty_database_url: str,
) -> None:
    assert await version(empty_database_url) is None

    await migrate(empty_database_url)

    assert await version(empty_database_url) == newest_version()


async def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    before = await tables(empty_database_url)

    await migrate(empty_database_url)

    assert await tables(empty_database_url) == before


@pytest.mark.parametrize("statement", [1, 4, 12, 30])
async def test_a_killed_migration_leaves_the_old_schema_and_the_next_one_completes(empty_database_url: str, statement: int) -> None:
    assert run(MIGRATE_AND_DIE, empty_database_url, str(statement)) == -9
    assert await tables(empty_database_url) == 0

    await migrate(empty_database_url)

    assert await version(empty_database_url) == newest_version()


async def test_an_older_program_refuses_a_newer_database(
    empty_database_url: str,
) -> None:
    await migrate(empty_database_url)
    database = await open_database(empty_database_url)
    await database.execute_batch([Statement("UPDATE alembic_version SET version_num = '9999'")])
    await database.close()

    with pytest.raises(Unavailable, match="install the newer Handfast that made them"):
        await migrate(empty_database_url)


async def test_what_was_acknowledged_outlives_the_process(database_url: str, database: Database) -> None:
    assert run(ACKNOWLEDGE_AND_DIE, database_url, PUT) == -9

    assert await fetch_row(database, "SELECT name FROM server_state WHERE name = 'acknowledged'")


@pytest.fixture
def fragile() -> Iterator[Cluster]:
    cluster = Cluster()
    cluster.start()
    yield cluster
    cluster.stop()


async def test_when_postgresql_crashes_the_server_says_so_and_recovers_with_all_that_was_acknowledged(
    fragile: Cluster,
) -> None:
    url = fragile.create()
    database = await open_database(url)
    await database.execute_batch([Statement(PUT, ("acknowledged",))])
    fragile.crash()

    with pytest.raises(Unavailable):
        await fetch_row(database, "SELECT 1")
    with pytest.raises(Unavailable):
        await database.execute_batch([Statement(PUT, ("refused",))])
    with pytest.raises(Unavailable):
        await open_database(url)

    fragile.resume()
    rows = await fetch_rows(database, "SELECT name FROM server_state")
    assert [row["name"] for row in rows] == ["acknowledged"]
    await database.close()


async def test_a_database_that_is_not_there_is_unavailable(postgres: Cluster) -> None:
    with pytest.raises(Unavailable):
        await open_database(postgres.url("no_such_database"))


@pytest.fixture
async def sqlite(tmp_path: Path) -> SqliteDatabase:
    url = f"sqlite:///{tmp_path / 'handfast.db'}"
    await migrate(url)
    return SqliteDatabase(tmp_path / "handfast.db")


async def test_a_full_disk_is_said_and_undone(sqlite: SqliteDatabase) -> None:
    full = "INSERT INTO server_state (name, value) VALUES ($1, $2)"
    pages = await fetch_row(sqlite, "PRAGMA page_count")
    assert pages is not None
    await commit_row(sqlite, f"PRAGMA max_page_count = {pages['page_count']}")

    with pytest.raises(Unavailable):
        await sqlite.execute_batch([Statement(full, ("small", "")), Statement(full, ("large", "x" * 1_000_000))])

    await commit_row(sqlite, "PRAGMA max_page_count = 1000000")
    await sqlite.execute_batch([Statement(full, ("after", ""))])
    rows = await fetch_rows(sqlite, "SELECT name FROM server_state")
    assert [row["name"] for row in rows] == ["after"]
    await sqlite.close()


async def test_sqlite_forgets_nothing_it_acknowledged_and_nothing_readable_stays_of_what_it_deleted(
    sqlite: SqliteDatabase,
) -> None:
    expected = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
    rows = [await commit_row(sqlite, f"PRAGMA {name}") for name in expected]

    assert {name: row[name] for name, row in zip(expected, rows, strict=True) if row} == expected
    await sqlite.close()
