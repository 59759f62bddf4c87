"""The lint that gives each table one file that writes it."""

import ast
from pathlib import Path

import pytest

from tools.lint.source import ROOT, Source
from tools.lint.table_owner import check


def source(name: str, sql: str) -> Source:
    text = f"SQL = {sql!r}"
    return Source(Path(ROOT) / "src/handfast" / name, text, ast.parse(text))


OWNER = source("devices/store.py", "UPDATE devices SET name = $1 WHERE id = $2")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO devices (id) VALUES ($1)",
        "INSERT OR IGNORE INTO devices (id) VALUES ($1)",
        "/* any tenant: why */ DELETE FROM devices WHERE id = $1",
        "WITH one AS (SELECT 1) UPDATE devices SET name = '' WHERE id = $1",
    ],
)
def test_a_second_writer_is_complained_of_and_so_is_the_first(sql: str) -> None:
    complaints = list(check([OWNER, source("linking/store.py", sql)]))
    files = "src/handfast/devices/store.py, src/handfast/linking/store.py"
    assert complaints == [
        f"src/handfast/{name}/store.py:1: a second file writes the table devices: {files}" for name in ("devices", "linking")
    ]


@pytest.mark.parametrize(
    "sql",
    ["SELECT name FROM devices", "UPDATE links SET proof = $1", "INSERT INTO t (x) VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2", ""],
)
def test_who_reads_it_or_writes_another_is_none(sql: str) -> None:
    assert list(check([OWNER, source("linking/store.py", sql)])) == []


def test_rows_that_are_inserted_together_are_written_too() -> None:
    text = 'insert_rows("devices", ("id",), [("one",)])'
    other = Source(Path(ROOT) / "src/handfast/linking/store.py", text, ast.parse(text))
    assert len(list(check([OWNER, other]))) == 2


def test_migrations_make_the_tables_and_are_no_writers() -> None:
    assert list(check([OWNER, source("migrations/versions/0001.py", "UPDATE devices SET name = ''")])) == []
