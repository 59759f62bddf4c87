"""The lint that keeps SQL, and whatever is given to the database, in the stores."""

import ast

import pytest

from tools.lint.source import ROOT, Source
from tools.lint.sql_place import check


def complaints(name: str, text: str) -> list[str]:
    return list(check(Source(ROOT / "src/handfast" / name, text, ast.parse(text))))


MADE = [
    "SQL = 'SELECT id FROM devices'",
    "SQL = '/* any tenant: why */ DELETE FROM devices'",
    "await context.fetch_one(Query(text, (id,), int))",
    "await context.fetch_one(query.Query[int](text, (id,), int))",
    "context.write(Statement(' AND '.join(parts)))",
    "context.write(database.Statement(sql=text))",
    "context.write(*insert_rows('devices', COLUMNS, rows))",
]
DRIVERS = ["import sqlite3", "import asyncpg.pool", "from asyncpg import connect", "def late() -> None:\n    import sqlite3"]


@pytest.mark.parametrize("name", ["devices/rename.py", "reports/trail/chain.py", "ceremonies/linking/admin/restore.py"])
@pytest.mark.parametrize("planted", MADE)
def test_sql_outside_a_store_is_complained_of(name: str, planted: str) -> None:
    assert len(complaints(name, planted)) == 1


@pytest.mark.parametrize("name", ["devices/store.py", "devices/lists.py", "events/outbox.py", "db/server_state.py"])
@pytest.mark.parametrize("planted", MADE)
def test_in_a_store_it_is_at_home(name: str, planted: str) -> None:
    assert complaints(name, planted) == []


@pytest.mark.parametrize("name", ["devices/rename.py", "devices/store.py"])
@pytest.mark.parametrize("planted", DRIVERS)
def test_nobody_but_db_talks_to_a_driver(name: str, planted: str) -> None:
    assert len(complaints(name, planted)) == 1
    assert complaints("db/pool.py", planted) == []


@pytest.mark.parametrize(
    "text",
    [
        "await context.fetch_one(store.device(id, tenant_id=tenant_id))",
        "def devices() -> Query[int]: ...",
        "from handfast.db.query import Query",
        "query = PageQuery(50)",
        "text = 'Select a device'",
    ],
)
def test_what_holds_no_sql_may_stand_anywhere(text: str) -> None:
    assert complaints("devices/rename.py", text) == []
