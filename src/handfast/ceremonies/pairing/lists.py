"""Reads of several pairing codes: the lists for managers, and an export."""

from typing import NamedTuple

from handfast.access.sight import Sight
from handfast.ceremonies.pairing.lifecycle import CodeState
from handfast.ceremonies.pairing.store import HAS_SLOT
from handfast.db.of_tenant import ExportedRow, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import DeviceId, PairingCodeId, ServiceId, TenantId, UserId


class Listed(NamedTuple):
    id: PairingCodeId
    device_name: str | None
    issued_at: int
    expires_at: int
    state: CodeState
    attempts: int
    device_id: DeviceId | None
    issuer_id: UserId | ServiceId
    issuer_name: str


_LIST = """SELECT i.id, i.device_name, i.issued_at, i.expires_at, i.state, i.attempts, i.device_id,
COALESCE(a.id, u.id) AS issuer_id, COALESCE(a.name, u.name) AS issuer_name FROM pairing_codes i JOIN users u ON u.id = i.issued_by
LEFT JOIN service_accounts a ON a.id = i.service_account_id WHERE i.tenant_id = $1"""


_NEWEST_FIRST = "ORDER BY i.issued_at DESC, i.id LIMIT 200"


def live(now: int, *, within: Sight) -> Query[Listed]:
    """The newest first, 200 at most."""
    sql = f"{_LIST} AND i.{HAS_SLOT} AND i.expires_at > $2{within.limit('i.issued_by', 3)} {_NEWEST_FIRST}"
    return Query(sql, (within.tenant_id, now, *within.args), Listed)


def issued_since(moment: int, *, within: Sight) -> Query[Listed]:
    """Whatever became of them; the newest first, 200 at most."""
    sql = f"{_LIST} AND i.issued_at > $2{within.limit('i.issued_by', 3)} {_NEWEST_FIRST}"
    return Query(sql, (within.tenant_id, moment, *within.args), Listed)


class Slots(NamedTuple):
    settings: str
    live: int


def slots(now: int, *, within: Sight) -> Query[Slots]:
    """The tenant's settings, and how many of the codes are live."""
    sql = f"""SELECT t.settings, (SELECT count(*) FROM pairing_codes i
        WHERE i.tenant_id = t.id AND i.{HAS_SLOT} AND i.expires_at > $2{within.limit("i.issued_by", 3)}) AS live
    FROM tenants t WHERE t.id = $1"""
    return Query(sql, (within.tenant_id, now, *within.args), Slots)


# --- all of a tenant ---

_EXPORTED = (
    "id", "issued_by", "issued_at", "issued_address", "expires_at", "state", "device_name", "attempts", "failures", "closed_at",
    "device_id", "redeemed_fingerprint", "redeemed_address", "redeemed_user_agent",
)  # fmt: skip


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Neither codes nor their digests."""
    return export_rows("pairing_codes", "id", _EXPORTED, after, most, tenant_id=tenant_id)
