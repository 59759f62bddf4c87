"""RustDesk devices as admins see them."""

from collections.abc import Sequence

from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.db import bounded
from handfast.db.query import Query
from handfast.devices.lifecycle import IS_ACTIVE
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId

_COLUMNS = """d.id, d.name, d.status, d.presence, d.last_seen_at, d.version, r.rustdesk_id, r.hostname, r.os, r.conflicts, r.created_at,
    r.exempt_reason, r.exempt_until, r.exempt_by, r.removed_at, l.linked_at, l.proof, u.id AS user_id, u.name AS user_name, r.uuid,
    r.is_named_only"""
_FROM = """FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
LEFT JOIN users u ON u.id = l.user_id"""
_ONE = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2 AND r.removed_at IS NULL"
_BY_RUSTDESK_ID = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL"
_REMOVED = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.removed_at > $2 ORDER BY r.removed_at DESC, r.device_id DESC LIMIT 1000"
_ONE_REMOVED = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2 AND r.removed_at > $3"
_EXEMPT = f"""SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.removed_at IS NULL
AND r.exempt_reason IS NOT NULL AND (r.exempt_until IS NULL OR r.exempt_until > $2) ORDER BY d.name_sort, r.device_id LIMIT 1000"""

# $2: now. $3: not heard of since then. A device that was never heard counts from when it was added, which is its `paired_at`; these and the
# others are each read in the order of `devices_unowned_by_contact`.
_NEVER_HEARD = "d.seen_sort = 0 AND d.paired_at < $3"
_HEARD_BEFORE = "d.seen_sort > 0 AND d.seen_sort < $3"
_IS_ABANDONED = f"""d.tenant_id = $1 AND d.has_owner = 0 AND d.presence = 'offline' AND d.{IS_ACTIVE}
AND r.removed_at IS NULL AND (r.exempt_reason IS NULL OR r.exempt_until <= $2)"""
_BY_CONTACT = [
    f"SELECT d.id, {contact} AS contact, d.paired_at FROM devices d JOIN rustdesk r ON r.device_id = d.id WHERE {_IS_ABANDONED} AND {since}"
    for contact, since in (("d.paired_at", _NEVER_HEARD), ("d.seen_sort", _HEARD_BEFORE))
]
_ABANDONED = f"""SELECT {_COLUMNS} {_FROM} JOIN ({bounded.merged(_BY_CONTACT, "contact, paired_at, id", "1000")}) AS a ON a.id = r.device_id
WHERE r.tenant_id = $1 ORDER BY a.contact, a.paired_at, a.id"""
_ABANDONED_TOTAL = bounded.counted(
    f"FROM ({bounded.merged(_BY_CONTACT, 'contact, paired_at, id', str(bounded.MOST_COUNTED))}) AS abandoned"
)


def device(device_id: DeviceId, *, tenant_id: TenantId) -> Query[AdminDevice]:
    return Query(_ONE, (tenant_id, device_id), AdminDevice)


def by_rustdesk_id(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[AdminDevice]:
    return Query(_BY_RUSTDESK_ID, (tenant_id, rustdesk_id), AdminDevice)


def removed(since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """Those that were removed after `since`, the last one first."""
    return Query(_REMOVED, (tenant_id, since), AdminDevice, bulk=True)


def removed_device(device_id: DeviceId, since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    return Query(_ONE_REMOVED, (tenant_id, device_id, since), AdminDevice)


def exempt(now: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """Those that are exempt now, by name."""
    return Query(_EXEMPT, (tenant_id, now), AdminDevice, bulk=True)


def abandoned(now: int, silent_since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """The silent for longest first."""
    return Query(_ABANDONED, (tenant_id, now, silent_since), AdminDevice, bulk=True)


def count_abandoned(now: int, silent_since: int, *, tenant_id: TenantId) -> Query[int]:
    """At most MOST_COUNTED."""
    return Query(_ABANDONED_TOTAL, (tenant_id, now, silent_since), int, bulk=True)


def abandoned_among(ids: Sequence[DeviceId], now: int, silent_since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """Those of the named devices, one at least, that are abandoned."""
    marks = ", ".join(f"${number}" for number in range(4, len(ids) + 4))
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {_IS_ABANDONED} AND ({_NEVER_HEARD} OR {_HEARD_BEFORE}) AND r.device_id IN ({marks})"
    return Query(sql, (tenant_id, now, silent_since, *ids), AdminDevice)
