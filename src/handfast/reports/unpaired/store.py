"""The SQL of the report."""

from typing import NamedTuple

from handfast.db.query import Query
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId

# $2 now. An expired exemption no longer counts.
_EXEMPT = "(r.exempt_reason IS NOT NULL AND (r.exempt_until IS NULL OR r.exempt_until > $2))"
_LIVE = "FROM rustdesk r LEFT JOIN links l ON l.device_id = r.device_id"

BEFORE_ALL = (-1, "")


class Figures(NamedTuple):
    paired: int
    unpaired: int
    grandfathered: int


class Unpaired(NamedTuple):
    id: DeviceId
    name: str
    status: DeviceStatus
    presence: Presence
    last_seen_at: int | None
    rustdesk_id: RustdeskId
    hostname: str
    conflicts: int
    created_at: int


_FIGURES = f"""SELECT count(CASE WHEN NOT {_EXEMPT} AND l.person_id IS NOT NULL THEN 1 END) AS paired,
    count(CASE WHEN NOT {_EXEMPT} AND l.person_id IS NULL THEN 1 END) AS unpaired, count(CASE WHEN {_EXEMPT} THEN 1 END) AS grandfathered
{_LIVE} WHERE r.tenant_id = $1 AND r.removed_at IS NULL"""

_UNPAIRED = f"""SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, r.rustdesk_id, r.hostname, r.conflicts, r.created_at
{_LIVE} JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND l.person_id IS NULL AND NOT {_EXEMPT} AND (r.created_at, r.device_id) > ($3, $4)
ORDER BY r.created_at, r.device_id LIMIT $5"""


def figures(now: int, *, tenant_id: TenantId) -> Query[Figures]:
    return Query(_FIGURES, (tenant_id, now), Figures, bulk=True)


def unpaired(now: int, most: int, after: tuple[int, str] = BEFORE_ALL, *, tenant_id: TenantId) -> Query[Unpaired]:
    """The devices known for longest come first. `after`: `created_at` and id of the last one of the page before."""
    return Query(_UNPAIRED, (tenant_id, now, *after, most), Unpaired, bulk=True)


# --- the weekly mail ---

SENT = "digest:"


class DueTenant(NamedTuple):
    id: TenantId
    name: str
    settings: str


_DUE = f"""/* any tenant: scheduler */ SELECT t.id, t.name, t.settings FROM tenants t
WHERE t.settings NOT LIKE '%"digest_weekly": false%'
AND NOT EXISTS (SELECT 1 FROM facts_of_server f WHERE f.name = '{SENT}' || t.id AND f.value = $1) ORDER BY t.id LIMIT 1"""
_READERS = """SELECT email FROM persons
WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL AND password_hash IS NOT NULL ORDER BY email"""


def due(week: str) -> Query[DueTenant]:
    """The next tenant whose mail of this week was not handled yet."""
    return Query(_DUE, (week,), DueTenant, bulk=True)


def readers(*, tenant_id: TenantId) -> Query[str]:
    """The addresses of its owners and admins."""
    return Query(_READERS, (tenant_id,), str, bulk=True)
