"""The table `notice_recipients`."""

from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import TenantId
from handfast.users.recipients.rules import MOST, Kind


class Recipient(NamedTuple):
    id: str
    slot: int
    email: str
    security: int
    budget: int
    created_at: int
    confirmed_at: int | None


_SELECT = "SELECT id, slot, email, security, budget, created_at, confirmed_at FROM notice_recipients"


def recipients(*, tenant_id: TenantId) -> Query[Recipient]:
    return Query(f"{_SELECT} WHERE tenant_id = $1 ORDER BY email LIMIT {MOST}", (tenant_id,), Recipient)


def recipient(id: str, *, tenant_id: TenantId) -> Query[Recipient]:
    return Query(f"{_SELECT} WHERE tenant_id = $1 AND id = $2", (tenant_id, id), Recipient)


def confirmed(kind: Kind, *, tenant_id: TenantId) -> Query[str]:
    """The addresses that are told of this kind."""
    sql = f"""SELECT email FROM notice_recipients WHERE tenant_id = $1 AND {"security" if kind == "security" else "budget"} = 1
    AND confirmed_at IS NOT NULL ORDER BY email LIMIT {MOST}"""
    return Query(sql, (tenant_id,), str)


class Waiting(NamedTuple):
    id: str
    tenant_id: TenantId
    tenant_name: str
    email: str


def waiting(digest: bytes, now: int) -> Query[Waiting]:
    sql = """/* any tenant: found by its secret */ SELECT r.id, r.tenant_id, t.name AS tenant_name, r.email
    FROM notice_recipients r JOIN tenants t ON t.id = r.tenant_id WHERE r.hash = $1 AND r.expires_at > $2"""
    return Query(sql, (digest, now), Waiting)


def insert(recipient: Recipient, digest: bytes, expires_at: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the slot was taken, or the address added, at the same moment."""
    sql = """INSERT INTO notice_recipients (id, tenant_id, slot, email, security, budget, created_at, hash, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
    kinds = (recipient.security, recipient.budget)
    return Statement(sql, (recipient.id, tenant_id, recipient.slot, recipient.email, *kinds, recipient.created_at, digest, expires_at))


def confirm(id: str, now: int, *, tenant_id: TenantId) -> Statement:
    """Works once."""
    sql = "UPDATE notice_recipients SET confirmed_at = $3, hash = NULL WHERE tenant_id = $1 AND id = $2 AND confirmed_at IS NULL"
    return Statement(sql, (tenant_id, id, now), guard=True)


def change(id: str, *, security: bool, budget: bool, tenant_id: TenantId) -> Statement:
    sql = "UPDATE notice_recipients SET security = $3, budget = $4 WHERE tenant_id = $1 AND id = $2"
    return Statement(sql, (tenant_id, id, int(security), int(budget)), guard=True)


def delete(id: str, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM notice_recipients WHERE tenant_id = $1 AND id = $2", (tenant_id, id), guard=True)


def purge(now: int) -> Statement:
    """Those that nobody confirmed in time."""
    return Statement("/* any tenant: housekeeping */ DELETE FROM notice_recipients WHERE confirmed_at IS NULL AND expires_at <= $1", (now,))


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    columns = ("id", "email", "security", "budget", "created_at", "confirmed_at")
    return export_rows("notice_recipients", "id", columns, after, most, tenant_id=tenant_id)
