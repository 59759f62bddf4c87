"""Rows of any SELECT, as dictionaries, for tests that look at tables themselves."""

from collections.abc import Callable, Sequence
from typing import Any

from handfast.db.database import Database, Reads
from handfast.db.query import Query
from handfast.kernel.ids import TenantId
from handfast.runner.context import Context

Row = dict[str, Any]


class _Raw(Query[Row]):
    def reader(self, columns: Sequence[str]) -> Callable[..., Row]:
        names = tuple(columns)
        return lambda *values: dict(zip(names, values, strict=True))


async def fetch_row(reads: Reads, sql: str, *args: Any) -> Row | None:
    return await reads.fetch_one(_Raw(sql, args, dict))


async def fetch_rows(reads: Reads, sql: str, *args: Any) -> list[Row]:
    return await reads.fetch_all(_Raw(sql, args, dict))


async def fetch_trail(reads: Reads, tenant_id: TenantId, action: str) -> list[Row]:
    return await fetch_rows(reads, "SELECT * FROM audit WHERE tenant_id = $1 AND action = $2 ORDER BY id", tenant_id, action)


async def commit_row(database: Database | Context, sql: str, *args: Any) -> Row | None:
    return await database.commit_now(_Raw(sql, args, dict))
