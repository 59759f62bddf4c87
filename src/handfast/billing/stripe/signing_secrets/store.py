"""The table `stripe_secrets`."""

from collections.abc import Sequence

from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId


async def of_tenant(reads: Reads, tenant_id: TenantId) -> Sequence[Row]:
    sql = "SELECT id, sealed, ends, added_by, added_at FROM stripe_secrets WHERE tenant_id = $1 ORDER BY added_at DESC, id"
    return await fetch_rows(reads, sql, tenant_id)


async def is_only_tenant(reads: Reads, tenant_id: TenantId) -> bool:
    sql = """SELECT 1 FROM tenants WHERE id = $1
    AND NOT EXISTS (SELECT 1 FROM tenants o WHERE o.id <> $1)"""
    return await fetch_row(reads, sql, tenant_id) is not None


def insert(tenant_id: TenantId, id: str, sealed: bytes, ends: str, added_by: str, now: int) -> Statement:
    sql = "INSERT INTO stripe_secrets (tenant_id, id, sealed, ends, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)"
    return Statement(sql, (tenant_id, id, sealed, ends, added_by, now))


def delete(tenant_id: TenantId, id: str) -> Statement:
    return Statement("DELETE FROM stripe_secrets WHERE tenant_id = $1 AND id = $2", (tenant_id, id), guard=True)
