"""What an import writes that nobody else does."""

from handfast.db.database import Reads, Row, Statement
from handfast.importers.rules import DeviceRow
from handfast.rustdesk.registry import store as rustdesk

_ADD = """INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, uuid, hostname, username, os, client_version, created_at,
    exempt_reason, exempt_by, search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


def add(device_id: str, tenant_id: str, row: DeviceRow, name: str, created_at: int, exempt_reason: str | None, by: str) -> list[Statement]:
    """A device with what the other server knew of it. Conflict when the id was taken meanwhile."""
    registered = rustdesk.add(device_id, tenant_id, row.rustdesk_id, name, created_at, platform=row.os)[0]
    known = (row.uuid, row.hostname, row.username, row.os, row.client_version, created_at)
    searched = rustdesk.search_text(row.rustdesk_id, row.hostname)
    exempt_by = by if exempt_reason else None
    return [registered, Statement(_ADD, (device_id, tenant_id, row.rustdesk_id, *known, exempt_reason, exempt_by, searched))]


# The other server's tables. Its versions differ in columns: whatever is there is read.
USERS, PEERS = "SELECT * FROM users", "SELECT * FROM peers"


async def person_by_email(reads: Reads, email: str) -> Row | None:
    sql = "/* any tenant: an e-mail names one person of the server */ SELECT id, tenant_id, role, name FROM persons WHERE email = $1"
    return await reads.fetch_one(sql, email)
