"""What a database does not let the server make is one sentence, with what helps."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handfast.db.database import Unavailable
from handfast.db.migrating import upgrade
from handfast.db.opening import may_make_tables, migrate, open_database
from tests.support.postgres import Cluster


async def test_a_file_that_somebody_holds_is_not_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "handfast.db"
    await migrate(f"sqlite:///{path}")
    monkeypatch.setattr("handfast.db.sqlite_file.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=f"^another program has kept {path} locked for more than five seconds$"):
            await upgrade(f"sqlite:///{path}", path)


@pytest.fixture
def guests(postgres: Cluster) -> Iterator[str]:
    """The URL of somebody who may connect to a database and make no table in it, as PostgreSQL 15 has it."""
    url = postgres.create(template="template0")
    role = f"visitor_{os.getpid()}"
    postgres.execute(f"CREATE ROLE {role} LOGIN")
    yield url.replace("handfast@", f"{role}@")
    postgres.drop(url)
    postgres.execute(f"DROP ROLE {role}")


GRANT = (
    '^permission denied for schema public: as an administrator of PostgreSQL, connected to the database "{name}", run: '
    'GRANT USAGE, CREATE ON SCHEMA public TO "visitor_{process}";$'
)


async def test_a_guest_who_may_make_no_tables_is_told_the_grant(guests: str) -> None:
    grant = GRANT.format(name=guests.rpartition("/")[2], process=os.getpid())
    with pytest.raises(Unavailable, match=grant):
        await upgrade(guests, None)
    database = await open_database(guests, 1)
    with pytest.raises(Unavailable, match=grant):
        await may_make_tables(database, guests)
    await database.close()


async def test_an_owner_may_make_tables(postgres: Cluster) -> None:
    url = postgres.create(template="template0")
    database = await open_database(url, 1)
    await may_make_tables(database, url)
    await database.close()
    postgres.drop(url)
