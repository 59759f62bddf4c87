"""The SQL of the report."""

from typing import NamedTuple

from handfast.db import bounded
from handfast.db.query import Query
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.reports.pages import Place

# Of `rustdesk r`; $2 is now. An expired exemption no longer counts.
_EXEMPT = "(r.exempt_reason IS NOT NULL AND (r.exempt_until IS NULL OR r.exempt_until > $2))"


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

    @property
    def place(self) -> Place:
        return (self.created_at, self.id)


# Three counts, each of an index: devices, links, and the few that are exempt. No removed device has a link.
_FIGURES = f"""SELECT links - exempt_links AS paired, live - exempt - (links - exempt_links) AS unpaired, exempt AS grandfathered FROM (
    SELECT (SELECT count(*) FROM rustdesk WHERE tenant_id = $1 AND removed_at IS NULL) AS live,
    (SELECT count(*) FROM links WHERE tenant_id = $1) AS links,
    count(r.device_id) AS exempt,
    count((SELECT l.user_id FROM links l WHERE l.tenant_id = $1 AND l.device_id = r.device_id)) AS exempt_links
    FROM rustdesk r WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND {_EXEMPT}) AS counted"""

# A RustDesk device is added to both tables at the same moment, so `paired_at` is `created_at` and the order is that of an index.
_UNPAIRED = f"""SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, r.rustdesk_id, r.hostname, r.conflicts, r.created_at
FROM devices d JOIN rustdesk r ON r.device_id = d.id
WHERE d.tenant_id = $1 AND d.has_owner = 0 AND {bounded.after("d.paired_at", "d.id", ">", 3)}
AND r.removed_at IS NULL AND NOT {_EXEMPT} ORDER BY d.paired_at, d.id LIMIT $5"""


def figures(now: int, *, tenant_id: TenantId) -> Query[Figures]:
    return Query(_FIGURES, (tenant_id, now), Figures, bulk=True)


def unpaired(now: int, most: int, after: Place, *, tenant_id: TenantId) -> Query[Unpaired]:
    """The devices known for longest come first."""
    return Query(_UNPAIRED, (tenant_id, now, *after, most), Unpaired, bulk=True)


# --- the weekly mail ---

SENT = "digest:"


class DueTenant(NamedTuple):
    id: TenantId
    name: str
    settings: str


_DUE = f"""/* any tenant: scheduler */ SELECT t.id, t.name, t.settings FROM tenants t
WHERE t.settings NOT LIKE '%"digest_weekly": false%'
AND NOT EXISTS (SELECT 1 FROM server_state f WHERE f.name = '{SENT}' || t.id AND f.value = $1) ORDER BY t.id LIMIT 1"""
# Not by `email` itself: SQLite would take the index of addresses, and read every customer.
_READERS = """SELECT email FROM users
WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL AND joined_at IS NOT NULL ORDER BY email || ''"""


def due(week: str) -> Query[DueTenant]:
    """The next tenant whose mail of this week was not handled yet."""
    return Query(_DUE, (week,), DueTenant, bulk=True)


def readers(*, tenant_id: TenantId) -> Query[str]:
    """The addresses of its owners and admins."""
    return Query(_READERS, (tenant_id,), str, bulk=True)
