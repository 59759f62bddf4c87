"""The table `tenants`, and whether this server has its first one."""

from handfast.db import server_state
from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId

_SET_UP = "set_up"


async def is_set_up(reads: Reads) -> bool:
    return await reads.fetch_one(server_state.value(_SET_UP)) is not None


async def ids(reads: Reads) -> list[str]:
    return [row["id"] for row in await fetch_rows(reads, "SELECT id FROM tenants ORDER BY created_at, id")]


def mark_set_up(now: int) -> Statement:
    """Conflict if the server is set up already."""
    return server_state.insert(_SET_UP, str(now))


def insert(tenant_id: TenantId, name: str, now: int) -> Statement:
    return Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)", (tenant_id, name, now))


async def read(reads: Reads, tenant_id: TenantId) -> Row | None:
    return await fetch_row(reads, "SELECT id, name, version, settings FROM tenants WHERE id = $1", tenant_id)


def change(tenant_id: TenantId, version: int, name: str, settings: str) -> Statement:
    """Conflict if somebody changed the tenant since `version`."""
    return Statement(
        "UPDATE tenants SET name = $3, settings = $4, version = version + 1 WHERE id = $1 AND version = $2",
        (tenant_id, version, name, settings),
        guard=True,
    )
