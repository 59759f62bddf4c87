"""What is kept beside the rows it follows from, so that an index has it, must be what those rows say. Asked after every test."""

from handfast.db.database import Reads
from tests.support.rows import fetch_rows

_LINK = "EXISTS (SELECT 1 FROM links l WHERE l.device_id = d.id)"
_WRONG = {
    "has_owner says whether there is a link": f"""SELECT d.id, d.has_owner FROM devices d WHERE d.kind = 'rustdesk'
        AND d.has_owner <> CASE WHEN {_LINK} THEN 1 ELSE 0 END""",
    "a browser has the user who paired it for an owner": "SELECT d.id FROM devices d WHERE d.kind = 'browser' AND d.has_owner = 0",
    "is_transient says whether it announced itself and was hardly heard of since": """SELECT r.device_id, r.is_transient, r.heartbeats
        FROM rustdesk r WHERE r.is_transient <> CASE WHEN r.heartbeats < 2 AND r.first_seen_at = r.created_at THEN 1 ELSE 0 END""",
    "a device is added to both tables at once": """SELECT d.id, d.paired_at, r.created_at
        FROM devices d JOIN rustdesk r ON r.device_id = d.id WHERE d.paired_at <> r.created_at""",
    "a RustDesk device is removed in both tables, and from its customer": f"""SELECT d.id, d.status, r.removed_at
        FROM devices d JOIN rustdesk r ON r.device_id = d.id
        WHERE (d.status = 'gone') <> (r.removed_at IS NOT NULL) OR r.removed_at IS NOT NULL AND {_LINK}""",
    "only an active device is online": "SELECT d.id, d.status FROM devices d WHERE d.status <> 'active' AND d.presence <> 'offline'",
    "seen_sort is the last contact, or lags a minute behind that of a device that is online": """SELECT d.id, d.seen_sort,
        d.last_seen_at FROM devices d WHERE d.seen_sort <> COALESCE(d.last_seen_at, 0)
        AND (d.presence = 'offline' OR d.last_seen_at - d.seen_sort NOT BETWEEN 0 AND 75000)""",
    "the people of a tenant are counted": """SELECT t.id, c.people FROM tenants t LEFT JOIN tenant_counts c ON c.tenant_id = t.id
        WHERE COALESCE(c.people, 0) <> (SELECT count(*) FROM users u WHERE u.tenant_id = t.id)""",
    "the devices of a tenant that exist are counted": """SELECT t.id, c.devices FROM tenants t
        LEFT JOIN tenant_counts c ON c.tenant_id = t.id WHERE COALESCE(c.devices, 0) <> (
            SELECT count(*) FROM devices d WHERE d.tenant_id = t.id AND d.status <> 'gone')""",
    "a live code is one with a slot": "SELECT i.id, i.state, i.slot FROM pairing_codes i WHERE (i.state = 'live') <> (i.slot IS NOT NULL)",
}


async def contradictions(reads: Reads) -> dict[str, object]:
    """The rows for which it is not so, by what should be so."""
    return {claim: found for claim, sql in _WRONG.items() if (found := await fetch_rows(reads, f"{sql} LIMIT 5"))}
