"""Reads that the folders here share: the account that an e-mail address, an id or a secret belongs to."""

from collections.abc import Sequence

from handfast.db.database import Reads
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId, UserId

_ACCOUNT = """SELECT p.id, p.name, p.email, p.role, p.epoch, p.tokens_epoch, p.password_hash, p.disabled_at, p.tenant_id,
t.name AS tenant_name, t.settings AS tenant_settings FROM persons p JOIN tenants t ON t.id = p.tenant_id"""
CALLER = "p.id AS person_id, p.name, p.role, p.tenant_id, p.disabled_at"


async def account_by_email(reads: Reads, email: str) -> Row | None:
    return await fetch_row(reads, f"/* any tenant: an e-mail names one person of the server */ {_ACCOUNT} WHERE p.email = $1", email)


async def account(reads: Reads, tenant_id: TenantId, user_id: UserId) -> Row | None:
    return await fetch_row(reads, f"{_ACCOUNT} WHERE p.tenant_id = $1 AND p.id = $2", tenant_id, user_id)


async def account_by_ticket(reads: Reads, digest: bytes, kind: str, now: int) -> Row | None:
    return await fetch_row(reads, f"""/* any tenant: found by its secret */ {_ACCOUNT} JOIN tickets k ON k.person_id = p.id
        WHERE k.hash = $1 AND k.kind = $2 AND k.expires_at > $3""",
        digest, kind, now,
    )  # fmt: skip


async def owners(reads: Reads, tenant_id: TenantId) -> Sequence[Row]:
    """The e-mail addresses of a tenant's active owners and admins, 20 at most."""
    sql = """SELECT email FROM persons WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL
    AND password_hash IS NOT NULL ORDER BY email LIMIT 20"""
    return await fetch_rows(reads, sql, tenant_id)
