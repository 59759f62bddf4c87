"""The SQL of the look-up."""

from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.db import bounded
from handfast.db.query import Query
from handfast.kernel.callers import Role
from handfast.kernel.ids import RustdeskId, TenantId, UserId
from handfast.users.store import found

MOST_FOUND = 20
MOST_ENTRIES = 100

# $2 is a LIKE pattern.
_FOUND_DEVICES = bounded.united(
    [
        bounded.search("id", "devices WHERE tenant_id = $1 AND kind = 'rustdesk'", 2),
        bounded.search("device_id", "rustdesk WHERE tenant_id = $1", 2),
    ]
)

# --- customers ---

_BY_EMAIL = "SELECT id FROM users WHERE tenant_id = $1 AND email = $2 AND role = 'customer'"
_BY_CODE = "SELECT user_id FROM personal_codes WHERE tenant_id = $1 AND code_hash = $2"
_BY_RUSTDESK_ID = """SELECT l.user_id FROM links l JOIN rustdesk r ON r.device_id = l.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL
UNION SELECT k.user_id FROM pending_links k WHERE k.tenant_id = $1 AND k.rustdesk_id = $2"""
_FOUND_CUSTOMERS = f"""{found(2, [Role.CUSTOMER])}
UNION SELECT l.user_id AS found_id FROM ({_FOUND_DEVICES}) AS of_name JOIN links l ON l.device_id = of_name.found_id
WHERE l.tenant_id = $1"""
_BY_NAME = f"""SELECT u.id FROM ({_FOUND_CUSTOMERS}) AS f JOIN users u ON u.id = f.found_id
WHERE u.tenant_id = $1 AND u.role = 'customer' ORDER BY u.name_sort, u.id LIMIT {MOST_FOUND}"""


def customers_by_email(email: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query(_BY_EMAIL, (tenant_id, email), UserId)


def customers_by_code(code_hash: bytes, *, tenant_id: TenantId) -> Query[UserId]:
    return Query(_BY_CODE, (tenant_id, code_hash), UserId)


def customers_by_rustdesk_id(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[UserId]:
    """Whoever is linked to it, and whoever named it and waits for a proof."""
    return Query(_BY_RUSTDESK_ID, (tenant_id, rustdesk_id), UserId)


def customers_by_name(fits: str, *, tenant_id: TenantId) -> Query[UserId]:
    """`fits`: a LIKE pattern for the name of the customer, or the name, platform, host name or ID of their device."""
    return Query(_BY_NAME, (tenant_id, fits), UserId, bulk=True)


# --- devices that are linked to nobody ---

_UNOWNED_COLUMNS = """SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, d.version, r.rustdesk_id, r.hostname, r.os, r.conflicts,
    r.created_at, r.exempt_reason, r.exempt_until, r.exempt_by, r.removed_at,
    NULL AS linked_at, NULL AS proof, NULL AS user_id, NULL AS user_name, r.uuid, r.is_named_only"""
# A removed device is shown while it can be restored and no other device has its ID. $2 is that ID, $3 the earliest time of removal.
_UNOWNED_BY_ID = f"""{_UNOWNED_COLUMNS} FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND d.has_owner = 0
AND (r.removed_at IS NULL OR r.removed_at > $3 AND NOT EXISTS (SELECT 1 FROM rustdesk o
    WHERE o.tenant_id = r.tenant_id AND o.rustdesk_id = r.rustdesk_id AND o.removed_at IS NULL))
ORDER BY r.removed_at DESC LIMIT 1"""
_UNOWNED_BY_NAME = f"""{_UNOWNED_COLUMNS}
FROM ({_FOUND_DEVICES}) AS f JOIN devices d ON d.id = f.found_id JOIN rustdesk r ON r.device_id = d.id
WHERE d.tenant_id = $1 AND d.has_owner = 0 AND r.removed_at IS NULL ORDER BY d.name_sort, d.id LIMIT {MOST_FOUND}"""


def unowned_by_rustdesk_id(rustdesk_id: RustdeskId, removed_since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    return Query(_UNOWNED_BY_ID, (tenant_id, rustdesk_id, removed_since), AdminDevice)


def unowned_by_name(fits: str, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """`fits`: a LIKE pattern for the name, the platform, the host name or the ID."""
    return Query(_UNOWNED_BY_NAME, (tenant_id, fits), AdminDevice, bulk=True)
