"""Makes a database of one seeded company into one of many: every company has the same rows, under ids of its own.

The rows of all companies alternate, as if all had worked at the same time: those of one company lie far apart.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.growth_seed import COUNTS, RECOUNT
from handfast.db.opening import sqlite_path

WITHOUT_TENANT = ("accounts", "credentials")
"""Tables that belong to a company all the same: copied like those with a `tenant_id`."""


@dataclass(frozen=True, slots=True)
class Column:
    table: str
    name: str
    type: str


Mark = Callable[[str], str]
"""The SQL of bytes that become those of copy `c`."""


def multiply(url: str, companies: int) -> None:
    """The company that is there stays the first of so many. Ids, e-mail addresses and digests of the others are made from its own."""
    path = sqlite_path(url)
    if path is None:
        asyncio.run(_on_postgresql(url, companies))
    else:
        _on_sqlite(path, companies)


def _on_sqlite(path: Path, companies: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    beside = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    dropped = connection.execute(beside).fetchall()
    columns = connection.execute(
        """SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND NOT (c.name = 'id' AND c.type = 'INTEGER')"""
    )
    copying = _copying([Column(*one) for one in columns], companies, lambda name: f"CAST(CAST({name} AS TEXT) || '#' || c AS BLOB)")
    connection.execute("BEGIN")
    for type, name, _ in dropped:
        connection.execute(f"DROP {type} {name}")
    for statement in [*copying, *RECOUNT]:
        connection.execute(statement)
    for _, _, sql in dropped:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


async def _on_postgresql(url: str, companies: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'")
    columns = await connection.fetch(
        """SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema()
        AND NOT (column_name = 'id' AND data_type <> 'text') AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"""
    )
    copying = _copying([Column(*one) for one in columns], companies, lambda name: f"{name} || convert_to('#' || c, 'UTF8')")
    for statement in [*copying, *RECOUNT]:
        await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _copying(columns: Iterable[Column], companies: int, mark: Mark) -> list[str]:
    tables: dict[str, list[Column]] = {}
    for column in columns:
        tables.setdefault(column.table, []).append(column)
    copied = {
        table: columns
        for table, columns in tables.items()
        if table in ("tenants", *WITHOUT_TENANT) or (table != COUNTS and any(column.name == "tenant_id" for column in columns))
    }
    return [statement for table, columns in copied.items() for statement in _copy(table, columns, companies, mark)]


def _copy(table: str, columns: list[Column], companies: int, mark: Mark) -> list[str]:
    names = ", ".join(f'"{column.name}"' for column in columns)
    made = ", ".join(_of_copy(column, companies, mark) for column in columns)
    # What is the server's own is there once.
    ours = "WHERE c = 0 OR tenant_id IS NOT NULL" if any(column.name == "tenant_id" for column in columns) else ""
    return [
        f"CREATE TEMPORARY TABLE seed AS SELECT row_number() OVER () AS n, {names} FROM {table}",
        f"DELETE FROM {table}",
        f"""INSERT INTO {table} ({names})
        WITH RECURSIVE copies(c) AS (SELECT 0 UNION ALL SELECT c + 1 FROM copies WHERE c < {companies - 1})
        SELECT {made} FROM seed CROSS JOIN copies {ours} ORDER BY n, c""",
        "DROP TABLE seed",
    ]


def _of_copy(column: Column, companies: int, mark: Mark) -> str:
    name, type = f'"{column.name}"', column.type.lower()
    if type in ("blob", "bytea"):
        return f"CASE WHEN c = 0 THEN {name} ELSE {mark(name)} END"
    if column.name == "sealed_number":
        return f"{name} * {companies} + c"
    if column.name == "email":
        return f"CASE WHEN c = 0 THEN {name} ELSE c || '.' || {name} END"
    if type == "text":  # an id, if it looks like one: its second group is free in those that growth_seed.py makes
        copied = f"substr({name}, 1, 9) || substr(CAST(10000 + c AS TEXT), 2) || substr({name}, 14)"
        return f"CASE WHEN {name} LIKE '________-0000-4000-8000-%' THEN {copied} ELSE {name} END"
    return name
