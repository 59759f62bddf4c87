"""The table `stripe_secrets`."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import TenantId


class SealedSecret(NamedTuple):
    id: str
    sealed: bytes
    ends: str
    added_by: str
    added_at: int


def of_tenant(*, tenant_id: TenantId) -> Query[SealedSecret]:
    sql = "SELECT id, sealed, ends, added_by, added_at FROM stripe_secrets WHERE tenant_id = $1 ORDER BY added_at DESC, id"
    return Query(sql, (tenant_id,), SealedSecret)


def only_tenant(*, tenant_id: TenantId) -> Query[int]:
    """A row if the server has this tenant and no other."""
    sql = """SELECT 1 FROM tenants WHERE id = $1
    AND NOT EXISTS (SELECT 1 FROM tenants o WHERE o.id <> $1)"""
    return Query(sql, (tenant_id,), int)


def insert(id: str, sealed: bytes, ends: str, added_by: str, now: int, *, tenant_id: TenantId) -> Statement:
    sql = "INSERT INTO stripe_secrets (tenant_id, id, sealed, ends, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)"
    return Statement(sql, (tenant_id, id, sealed, ends, added_by, now))


class SecretOfTenant(NamedTuple):
    id: str
    tenant_id: TenantId
    sealed: bytes


def after(id: str, most: int) -> Query[SecretOfTenant]:
    sql = """/* any tenant: a key of the server is retired */ SELECT id, tenant_id, sealed FROM stripe_secrets
    WHERE id > $1 ORDER BY id LIMIT $2"""
    return Query(sql, (id, most), SecretOfTenant, bulk=True)


def reseal(id: str, old: bytes, sealed: bytes, *, tenant_id: TenantId) -> Statement:
    """Without effect on a secret that was removed in the meantime."""
    sql = "UPDATE stripe_secrets SET sealed = $4 WHERE tenant_id = $1 AND id = $2 AND sealed = $3"
    return Statement(sql, (tenant_id, id, old, sealed))


def delete(id: str, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM stripe_secrets WHERE tenant_id = $1 AND id = $2", (tenant_id, id), guard=True)


# --- all of a tenant ---

_EXPORTED = ("id", "ends", "added_by", "added_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Not the secrets themselves."""
    return export_rows("stripe_secrets", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_all(ids: Sequence[str], *, tenant_id: TenantId) -> Statement:
    return delete_rows("stripe_secrets", "id", ids, tenant_id=tenant_id)
