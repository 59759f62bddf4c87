"""The table `rustdesk`, and the half of `devices` that belongs to it."""

from handfast.db.database import Write

_ADD_DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at)
VALUES ($1, $2, 'rustdesk', $3, 'active', $4, '', '', $5, $6, $6)"""
_ADD = "INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at) VALUES ($1, $2, $3, $4)"


def add(device_id: str, tenant_id: str, rustdesk_id: str, name: str, now: int, *, platform: str = "", address: str = "") -> list[Write]:
    """A device nobody has heard of yet. Lost when another live device of the tenant has the id."""
    return [
        Write(_ADD_DEVICE, (device_id, tenant_id, name, platform, address, now)),
        Write(_ADD, (device_id, tenant_id, rustdesk_id, now)),
    ]


_COLUMNS = """d.id, d.name, d.status, d.presence, d.version, d.last_seen_at, r.rustdesk_id, r.uuid, r.hostname, r.username, r.os,
    r.beats, r.connections, r.conflicts, r.first_seen_at, r.created_at, r.exempt_reason, r.exempt_until, r.removed_at,
    l.person_id, l.linked_at, l.proof"""
_FROM = "FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id"
BY_RUSTDESK_ID = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL"
BY_DEVICE = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2"
OF_PERSON = f"SELECT {_COLUMNS} {_FROM} WHERE l.tenant_id = $1 AND l.person_id = $2"
