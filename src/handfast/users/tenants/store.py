"""Tenants, and whether this server has its first one."""

from handfast.db.database import Reads, Row, Statement


async def is_set_up(reads: Reads) -> bool:
    return await reads.fetch_one("SELECT 1 FROM facts_of_server WHERE name = 'set_up'") is not None


async def ids(reads: Reads) -> list[str]:
    return [row["id"] for row in await reads.fetch_all("SELECT id FROM tenants ORDER BY created_at, id")]


def mark_set_up(now: int) -> Statement:
    """Conflict when the server is set up already: the name is the primary key."""
    return Statement("INSERT INTO facts_of_server (name, value) VALUES ('set_up', $1)", (str(now),))


async def has_setup_link(reads: Reads, digest: bytes, now: int) -> bool:
    return await reads.fetch_one("SELECT 1 FROM tickets WHERE hash = $1 AND kind = 'setup' AND expires_at > $2", digest, now) is not None


def drop_setup_links() -> Statement:
    return Statement("DELETE FROM tickets WHERE kind = 'setup'")


def insert(tenant_id: str, name: str, now: int) -> Statement:
    return Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)", (tenant_id, name, now))


async def read(reads: Reads, tenant_id: str) -> Row | None:
    return await reads.fetch_one("SELECT id, name, version, settings FROM tenants WHERE id = $1", tenant_id)


def change(tenant_id: str, version: int, name: str, settings: str) -> Statement:
    """Conflict when somebody changed it since `version`."""
    return Statement(
        "UPDATE tenants SET name = $3, settings = $4, version = version + 1 WHERE id = $1 AND version = $2",
        (tenant_id, version, name, settings),
        guard=True,
    )
