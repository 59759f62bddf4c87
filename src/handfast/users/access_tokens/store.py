"""The table `tokens`: users' access tokens."""

from collections.abc import Sequence

from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId, UserId
from handfast.users.store import CALLER


async def of_person(reads: Reads, tenant_id: TenantId, user_id: UserId, now: int) -> Sequence[Row]:
    return await fetch_rows(reads, """SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at
        FROM tokens k JOIN persons p ON p.id = k.person_id
        WHERE k.tenant_id = $1 AND k.person_id = $2 AND k.epoch = p.tokens_epoch AND k.expires_at > $3 ORDER BY k.created_at DESC, k.id""",
        tenant_id, user_id, now,
    )  # fmt: skip


async def own(reads: Reads, tenant_id: TenantId, user_id: UserId, id: str) -> Row | None:
    return await fetch_row(reads, "SELECT name FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", tenant_id, user_id, id)


def insert(
    digest: bytes, id: str, tenant_id: TenantId, user_id: UserId, epoch: int, name: str, scopes: str, now: int, expires_at: int
) -> Statement:
    return Statement(
        """INSERT INTO tokens (hash, id, tenant_id, person_id, epoch, name, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        (digest, id, tenant_id, user_id, epoch, name, scopes, now, expires_at),
    )


def revoke(tenant_id: TenantId, user_id: UserId, id: str) -> Statement:
    return Statement("DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3", (tenant_id, user_id, id), guard=True)


async def by_secret(reads: Reads, digest: bytes) -> Row | None:
    return await fetch_row(
        reads,
        f"""/* any tenant: found by its secret */ SELECT {CALLER}, k.id AS token_id, k.scopes, k.last_used_at, k.expires_at,
        k.epoch = p.tokens_epoch AS is_current FROM tokens k JOIN persons p ON p.id = k.person_id WHERE k.hash = $1""",
        digest,
    )


def used(tenant_id: TenantId, digest: bytes, now: int) -> Statement:
    return Statement("UPDATE tokens SET last_used_at = $3 WHERE tenant_id = $1 AND hash = $2", (tenant_id, digest, now))


def end_all_of(tenant_id: TenantId, user_id: UserId, but: Sequence[str] = ()) -> list[Statement]:
    """Deletes the access tokens of a user whose `tokens_epoch` is raised in the same batch; the epoch of those in `but` is raised too.

    The epoch ends them, not the deletion: a token made at the same moment carries the old epoch and does not work either.
    """
    if not but:
        return [Statement("DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2", (tenant_id, user_id))]
    kept = ", ".join(f"${number}" for number in range(3, len(but) + 3))
    args = (tenant_id, user_id, *but)
    return [
        Statement(f"DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id NOT IN ({kept})", args),
        Statement(f"UPDATE tokens SET epoch = epoch + 1 WHERE tenant_id = $1 AND person_id = $2 AND id IN ({kept})", args),
    ]


def purge(now: int) -> Statement:
    return Statement("/* any tenant: housekeeping */ DELETE FROM tokens WHERE expires_at <= $1", (now,))
