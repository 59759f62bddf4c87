"""A person's access tokens."""

from collections.abc import Sequence

from handfast.db.database import Reads, Row, Write


async def of_person(reads: Reads, tenant_id: str, person_id: str, now: int) -> Sequence[Row]:
    return await reads.all(
        """SELECT id, name, scopes, created_at, expires_at, last_used_at FROM tokens
        WHERE tenant_id = $1 AND person_id = $2 AND expires_at > $3 ORDER BY created_at DESC, id""",
        tenant_id, person_id, now,
    )  # fmt: skip


async def own(reads: Reads, tenant_id: str, person_id: str, id: str) -> Row | None:
    return await reads.one("SELECT name FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", tenant_id, person_id, id)


def insert(digest: bytes, id: str, tenant_id: str, person_id: str, name: str, scopes: str, now: int, expires_at: int) -> Write:
    return Write(
        """INSERT INTO tokens (hash, id, tenant_id, person_id, name, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        (digest, id, tenant_id, person_id, name, scopes, now, expires_at),
    )


def revoke(tenant_id: str, person_id: str, id: str) -> Write:
    return Write("DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", (tenant_id, person_id, id), guard=True)
