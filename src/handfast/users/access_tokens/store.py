"""A person's access tokens."""

from collections.abc import Sequence

from handfast.db.database import Reads, Row, Statement


async def of_person(reads: Reads, tenant_id: str, person_id: str, now: int) -> Sequence[Row]:
    return await reads.fetch_all(
        """SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at FROM tokens k JOIN persons p ON p.id = k.person_id
        WHERE k.tenant_id = $1 AND k.person_id = $2 AND k.epoch = p.tokens_epoch AND k.expires_at > $3 ORDER BY k.created_at DESC, k.id""",
        tenant_id, person_id, now,
    )  # fmt: skip


async def own(reads: Reads, tenant_id: str, person_id: str, id: str) -> Row | None:
    return await reads.fetch_one("SELECT name FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", tenant_id, person_id, id)


def insert(
    digest: bytes, id: str, tenant_id: str, person_id: str, epoch: int, name: str, scopes: str, now: int, expires_at: int
) -> Statement:
    return Statement(
        """INSERT INTO tokens (hash, id, tenant_id, person_id, epoch, name, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        (digest, id, tenant_id, person_id, epoch, name, scopes, now, expires_at),
    )


def revoke(tenant_id: str, person_id: str, id: str) -> Statement:
    return Statement("DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", (tenant_id, person_id, id), guard=True)
