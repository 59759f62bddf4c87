"""RustDesk devices as admins see them."""

from collections.abc import Sequence

from handfast.db.database import Reads
from handfast.db.raw import Row, fetch_rows
from handfast.kernel.ids import TenantId

_COLUMNS = """d.id, d.name, d.status, d.presence, d.last_seen_at, d.version, r.rustdesk_id, r.hostname, r.os, r.conflicts, r.created_at,
    r.exempt_reason, r.exempt_until, r.exempt_by, r.removed_at, l.linked_at, l.proof, p.id AS person_id, p.name AS person_name"""
_FROM = """FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
LEFT JOIN persons p ON p.id = l.person_id"""
ONE = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2 AND r.removed_at IS NULL"
ONE_BY_RUSTDESK_ID = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL"
REMOVED = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.removed_at > $2 ORDER BY r.removed_at DESC, r.device_id LIMIT 1000"
ONE_REMOVED = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2 AND r.removed_at > $3"

EXEMPT = f"""SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.removed_at IS NULL
AND r.exempt_reason IS NOT NULL AND (r.exempt_until IS NULL OR r.exempt_until > $2) ORDER BY d.name_sort, r.device_id LIMIT 1000"""

# $2: now. $3: not heard of since then.
_ABANDONED = """r.tenant_id = $1 AND r.removed_at IS NULL AND l.person_id IS NULL AND d.status = 'active' AND d.presence = 'offline'
AND (r.exempt_reason IS NULL OR r.exempt_until <= $2) AND COALESCE(d.last_seen_at, r.created_at) < $3"""
ABANDONED = f"SELECT {_COLUMNS} {_FROM} WHERE {_ABANDONED} ORDER BY COALESCE(d.last_seen_at, r.created_at), r.device_id LIMIT 1000"
ABANDONED_TOTAL = f"SELECT count(*) AS total {_FROM} WHERE {_ABANDONED}"


async def abandoned_of(reads: Reads, tenant_id: TenantId, ids: Sequence[str], now: int, quiet_since: int) -> Sequence[Row]:
    marks = ", ".join(f"${number}" for number in range(4, len(ids) + 4))
    return await fetch_rows(
        reads, f"SELECT {_COLUMNS} {_FROM} WHERE {_ABANDONED} AND r.device_id IN ({marks})", tenant_id, now, quiet_since, *ids
    )
