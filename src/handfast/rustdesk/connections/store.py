"""The table `rustdesk_sessions`."""

from handfast.db.database import Statement
from handfast.kernel.ids import DeviceId, TenantId

KEPT = 100


def add(tenant_id: TenantId, device_id: DeviceId, now: int, kind: str, details: str) -> Statement:
    sql = "INSERT INTO rustdesk_sessions (tenant_id, device_id, at, kind, details) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (tenant_id, device_id, now, kind, details))


def keep_newest(tenant_id: TenantId, device_id: DeviceId) -> Statement:
    sql = f"""DELETE FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 AND id <= (
        SELECT id FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 ORDER BY id DESC LIMIT 1 OFFSET {KEPT - 1})"""
    return Statement(sql, (tenant_id, device_id))


OF_DEVICE = f"""SELECT at, kind, details FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 ORDER BY id DESC LIMIT {KEPT}"""
